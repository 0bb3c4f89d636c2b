using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Tests.Data;
using SessionRelay.Portal.Tests.Pages;
using SessionRelay.Portal.Tests.Pages.Bookings;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>
/// Portal and sessions together in one process: real grains, hub, store and database. Only the media relay is scripted, so that a connection breaks when a test says so, and the
/// clock can be moved.
/// </summary>
public sealed class SessionApiTests : IAsyncLifetime
{
    private const int Lost = 407; // seconds: 6:47

    private readonly ShiftedClock clock = new();
    private readonly ScriptedRelay relay = new();
    private PortalApp app = null!;

    public async ValueTask InitializeAsync()
    {
        app = PortalApp.With(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton<IMediaRelay>(relay);
        });
        using var _ = await app.VisitorAsync(); // it starts
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task What_the_relay_measured_is_credited_to_the_next_booking_to_the_second()
    {
        var (now, next) = await TwoBookingsAsync();
        var (host, guest, ids) = await BothLiveAsync(now);
        await using var _ = host;
        await using var __ = guest;
        await LoseAsync(now, ids.Guest, host);

        await host.CallAsync("End", new { });
        await guest.EventAsync("ended");
        for (var run = 0; run < 3; run++) await RunAsync();

        var entries = await SessionSeed.ReadAsync(app, db => db.CreditEntries.OrderBy(entry => entry.Kind).ToListAsync());
        entries.Select(entry => (entry.Kind, entry.BookingId, entry.Seconds)).ShouldBe([(CreditKind.Lost, now.Id, Lost), (CreditKind.Used, next.Id, -Lost)]);
        var longer = await SessionSeed.ReadAsync(app, db => db.Bookings.SingleAsync(booking => booking.Id == next.Id));
        (longer.End - longer.Start).ShouldBe(Duration.FromMinutes(50) + Duration.FromSeconds(Lost));
        (await SpanAsync(next)).ShouldBe(60); // 56:47 in whole units
        (await SessionSeed.ReadAsync(app, db => db.Bookings.SingleAsync(booking => booking.Id == now.Id))).State.ShouldBe(BookingState.Held);
    }

    [Fact]
    public async Task An_extension_takes_the_calendar_s_time_and_is_less_to_credit()
    {
        var (now, next) = await TwoBookingsAsync();
        var (host, guest, ids) = await BothLiveAsync(now);
        await using var _ = host;
        await using var __ = guest;
        await LoseAsync(now, ids.Guest, host);

        (await host.CallAsync("Extend", new { minutes = 5 })).GetProperty("endsAt").GetDateTimeOffset().ShouldBe((now.End + Duration.FromMinutes(5)).ToDateTimeOffset());
        (await SpanAsync(now)).ShouldBe(55);
        clock.Advance((now.End + Duration.FromMinutes(5) - Instant.FromDateTimeOffset(clock.GetUtcNow())).ToTimeSpan());
        await host.CallAsync("End", new { });
        await guest.EventAsync("ended");
        await RunAsync();

        var entries = await SessionSeed.ReadAsync(app, db => db.CreditEntries.OrderBy(entry => entry.Kind).ToListAsync());
        entries.Select(entry => (entry.Kind, entry.BookingId, entry.Seconds)).ShouldBe(
            [(CreditKind.Extended, now.Id, -300), (CreditKind.Lost, now.Id, Lost), (CreditKind.Used, next.Id, -(Lost - 300))], ignoreOrder: true);
    }

    [Fact]
    public async Task A_crash_after_the_calendar_gave_its_time_costs_nothing_when_the_host_presses_again()
    {
        var (now, _) = await TwoBookingsAsync();
        var (host, guest, _) = await BothLiveAsync(now);
        await using var __ = host;
        await using var ___ = guest;
        var (id, end) = (now.Id.ToString("N"), (now.End + Duration.FromMinutes(5)).ToDateTimeOffset());
        var guard = app.Services.GetRequiredService<IExtensionGuard>();

        (await guard.AllowAsync(id, end)).ShouldBeTrue(); // and then the session never heard of it
        (await guard.AllowAsync(id, end)).ShouldBeTrue();
        (await host.CallAsync("Extend", new { minutes = 5 })).GetProperty("endsAt").GetDateTimeOffset().ShouldBe(end);

        (await SpanAsync(now)).ShouldBe(55);
    }

    [Fact]
    public async Task Both_read_what_was_lost_and_that_the_next_session_is_longer()
    {
        var (now, next) = await TwoBookingsAsync();
        var (host, guest, ids) = await BothLiveAsync(now);
        await using var _ = host;
        await using var __ = guest;
        await LoseAsync(now, ids.Guest, host);
        await host.CallAsync("End", new { });
        await guest.EventAsync("ended");
        using var client = await app.VisitorAsync();
        using var therapist = await app.SignedInAsync(Portal.Accounts.PortalRoles.Therapist);
        var secret = await app.DoAsync(async (work, services) =>
        {
            (await work.Db.Staff.SingleAsync(member => member.Id == now.TherapistId)).UserId = (await work.Db.Users.SingleAsync()).Id;
            var place = await work.Db.BookingParticipants.SingleAsync(known => known.BookingId == now.Id);
            var made = services.GetRequiredService<JoinLinks>().SecretOf(place);
            await work.Db.SaveChangesAsync();
            return made;
        });

        await client.OpenAsync<Portal.Pages.Session.AfterModel>(new { link = secret });
        await therapist.OpenAsync<Portal.Pages.Therapist.AfterModel>(new { id = now.Id });

        foreach (var reader in new[] { client, therapist })
        {
            reader.Words.ShouldContain("6 minutes 47 seconds lost");
            reader.Words.ShouldContain("The next session is longer by 6 minutes 47 seconds");
        }

        (await SessionSeed.ReadAsync(app, db => db.Bookings.SingleAsync(booking => booking.Id == next.Id))).CreditSeconds.ShouldBe(Lost);
    }

    [Fact]
    public async Task Where_somebody_else_is_booked_a_session_does_not_grow_and_the_calendar_stays()
    {
        var (now, _) = await TwoBookingsAsync();
        var other = await app.ClientAsync(now.TherapistId);
        var following = await app.BookAsync(now.TherapistId, other, now.End + Duration.FromMinutes(10)); // the buffer, and not a minute more
        var (host, guest, _) = await BothLiveAsync(now);
        await using var __ = host;
        await using var ___ = guest;

        (await host.RefusalAsync("Extend", new { minutes = 5 })).ShouldBe("extend-refused");
        (await SpanAsync(now)).ShouldBe(50);
        await app.DoAsync((_, services) => services.GetRequiredService<BookingStore>().CancelAsync(following.Id, null));
        await host.CallAsync("Extend", new { minutes = 5 });

        (await SpanAsync(now)).ShouldBe(55);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_calendar_elsewhere_and_somebody_s_hold_stand_in_the_way_too(bool isHold)
    {
        var (now, _) = await TwoBookingsAsync();
        await app.DoAsync(async (work, _) =>
        {
            if (isHold)
            {
                work.Db.BookingHolds.Add(new BookingHold
                {
                    Holder = "somebody",
                    TherapistId = now.TherapistId,
                    Start = now.End + Duration.FromMinutes(10),
                    Minutes = 50,
                    BufferMinutes = 10,
                    Until = now.End + Duration.FromDays(1),
                });
            }
            else work.Db.OutsideBusyTimes.Add(new Portal.Data.Staff.OutsideBusyTime { StaffId = now.TherapistId, Start = now.End, End = now.End + Duration.FromHours(1) });

            return await work.Db.SaveChangesAsync();
        });
        var (host, guest, _) = await BothLiveAsync(now);
        await using var __ = host;
        await using var ___ = guest;

        (await host.RefusalAsync("Extend", new { minutes = 5 })).ShouldBe("extend-refused");

        (await SpanAsync(now)).ShouldBe(50);
    }

    [Fact]
    public async Task The_practice_s_rules_are_the_session_s()
    {
        var (now, _) = await TwoBookingsAsync();
        await app.DoAsync(async (work, services) =>
        {
            var profile = await services.GetRequiredService<Portal.Journeys.Owners.PracticeDesk>().ProfileAsync(default);
            profile.Policy = profile.Policy with { Sessions = new() { GraceMinutes = 30, LateHostMinutes = 5, ExtendMinutes = 10, Phone = Portal.Domain.Policies.PhoneFallback.Off } };
            return await work.Db.SaveChangesAsync();
        });
        var (host, guest, _) = await BothLiveAsync(now);
        await using var __ = host;
        await using var ___ = guest;

        (await host.RefusalAsync("Extend", new { minutes = 15 })).ShouldBe("extend-refused");
        (await host.CallAsync("Extend", new { minutes = 10 })).GetProperty("endsAt").GetDateTimeOffset().ShouldBe((now.End + Duration.FromMinutes(10)).ToDateTimeOffset());
        await host.CallAsync("SendChat", new { text = "Until then." });
        clock.Advance(TimeSpan.FromMinutes(50 + 10 + 28)); // within the half hour after its end
        (await JudgeAsync(now)).ShouldBe(JoinRefusal.None);
        clock.Advance(TimeSpan.FromMinutes(3));
        (await JudgeAsync(now)).ShouldBe(JoinRefusal.Over);
    }

    /// <summary>One that begins in two hours and one a week later, both with units in the calendar.</summary>
    private async Task<(Booking Now, Booking Next)> TwoBookingsAsync()
    {
        var therapist = await app.TherapistAsync(user: null, lengths: [50]);
        var client = await app.ClientAsync(therapist);
        var start = FiveMinuteUnits.FromNumber(FiveMinuteUnits.NumberOf(Instant.FromDateTimeOffset(clock.GetUtcNow()) + Duration.FromHours(6)));
        start -= Duration.FromMinutes(start.InUtc().Minute % 15);
        return (await app.BookAsync(therapist, client, start), await app.BookAsync(therapist, client, start + Duration.FromDays(7)));
    }

    /// <summary>The clock goes to a minute after the start; both come in, each by their own door, and have media.</summary>
    private async Task<(TestClient Host, TestClient Guest, (string Host, string Guest) Ids)> BothLiveAsync(Booking booking)
    {
        clock.Advance((booking.Start + Duration.FromMinutes(1) - Instant.FromDateTimeOffset(clock.GetUtcNow())).ToTimeSpan());
        var (hostDoor, guestDoor) = await app.DoAsync(async (work, services) =>
        {
            var door = services.GetRequiredService<SessionDoor>();
            var target = await JoinTarget.FindAsync(work, booking.Participants.Single().Id, default);
            return (await door.EnterAsHostAsync(target!.Booking, target.Therapist, default),
                await door.EnterAsync(target, new WhereNow(Region.Parse("US-NY"), null, "+12125550142", "Kim", "+12125550199"), default));
        });
        var (hostId, guestId) = (booking.TherapistId.ToString("N"), booking.Participants.Single().Id.ToString("N"));
        var url = app.Address.GetLeftPart(UriPartial.Authority);
        var (host, guest) = (await TestClient.ConnectAsync(url), await TestClient.ConnectAsync(url));
        await host.EnterAsync(hostDoor[(hostDoor.IndexOf('=') + 1)..]);
        guestDoor.ShouldNotBeNull();
        await guest.EnterAsync(guestDoor[(guestDoor.IndexOf('=') + 1)..]);
        await host.SeesAsync(guestId, "waiting");
        await host.CallAsync("Admit", new { participantId = guestId });
        await guest.EventAsync("admitted");
        foreach (var (client, id) in new[] { (host, hostId), (guest, guestId) })
        {
            await client.CallAsync("Connect", new { sdp = "offer", peer = "p", generation = 0 });
            relay.Rooms[booking.Id.ToString("N")].Say(new RelayEvent.PathLive(id, "p", clock.GetUtcNow()));
            await host.SeesAsync(id, "live");
        }

        return (host, guest, (hostId, guestId));
    }

    /// <summary>The guest's path is silent for a while, and comes back.</summary>
    private async Task LoseAsync(Booking booking, string guest, TestClient host)
    {
        var room = relay.Rooms[booking.Id.ToString("N")];
        var last = clock.GetUtcNow();
        host.Forget();
        room.Say(new RelayEvent.PathSilent(guest, "p", last));
        await host.SeesAsync(guest, "reconnecting");
        clock.Advance(TimeSpan.FromSeconds(Lost));
        host.Forget();
        room.Say(new RelayEvent.PathLive(guest, "p", last.AddSeconds(Lost)));
        await host.SeesAsync(guest, "live");
    }

    private Task<int> SpanAsync(Booking booking) => SessionSeed.ReadAsync(app, async db =>
        (await db.BookingSpans.Where(span => span.BookingId == booking.Id).Select(span => span.Minutes).Distinct().ToListAsync()).ShouldHaveSingleItem());

    private Task<JoinRefusal> JudgeAsync(Booking booking) => app.DoAsync(async (work, services) =>
        await services.GetRequiredService<SessionDoor>().JudgeAsync(await work.Db.Bookings.SingleAsync(known => known.Id == booking.Id), default));

    private Task<int> RunAsync() => app.DoAsync(async (_, services) =>
    {
        await services.GetRequiredService<LostTime>().RunAsync(default);
        return 0;
    });
}
