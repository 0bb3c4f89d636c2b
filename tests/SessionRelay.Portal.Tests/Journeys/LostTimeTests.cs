using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Testing;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Tests.Data;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>Lost time is given back to the second, once, whatever crashes. The relay's own measuring has its tests at the session; here it says what it measured.</summary>
public sealed class LostTimeTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const int Lost = 407; // seconds: 6:47

    public static TheoryData<bool, string> Crashes
    {
        get
        {
            var rows = new TheoryData<bool, string>();
            foreach (var step in new[] { "closing", "closed", "crediting", "credited", "committed" })
            {
                rows.Add(false, step);
                rows.Add(true, step);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task A_crash_between_any_two_steps_loses_nothing_and_gives_nothing_twice(bool onPostgres, string step)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (first, next, looks) = await TwoAsync(practice);
        looks[first] = Look(Lost);

        await Should.ThrowAsync<TimeoutException>(() => RunAsync(practice, looks, at => Crash(at == step)));
        await RunAsync(practice, looks);
        await RunAsync(practice, looks);

        await using var work = practice.Database.Begin(TestPractice.Intake);
        var entries = await work.Db.CreditEntries.OrderBy(entry => entry.Kind).ToListAsync();
        entries.Select(entry => (entry.Kind, entry.BookingId, entry.Seconds)).ShouldBe([(CreditKind.Lost, first, Lost), (CreditKind.Used, next, -Lost)]);
        var longer = await work.Db.Bookings.SingleAsync(booking => booking.Id == next);
        longer.CreditSeconds.ShouldBe(Lost);
        longer.End.ShouldBe(longer.Start + Duration.FromMinutes(50) + Duration.FromSeconds(Lost));
        longer.Sequence.ShouldBe(1);
        (await work.Db.BookingSpans.Where(span => span.BookingId == next).Select(span => span.Minutes).Distinct().ToListAsync()).ShouldBe([60]); // 56:47 in whole units
        (await work.Db.Bookings.SingleAsync(booking => booking.Id == first)).State.ShouldBe(BookingState.Held);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_runs_at_once_give_it_once(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (first, next, looks) = await TwoAsync(practice);
        looks[first] = Look(Lost);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => RunAsync(practice, looks))));

        await using var work = practice.Database.Begin(TestPractice.Intake);
        (await work.Db.Bookings.SingleAsync(booking => booking.Id == next)).CreditSeconds.ShouldBe(Lost);
        (await work.Db.CreditEntries.SumAsync(entry => entry.Seconds)).ShouldBe(0);
    }

    [Fact]
    public async Task What_the_therapist_extended_by_is_not_credited_again()
    {
        await using var practice = await TestPractice.NewAsync(false, server);
        var (first, next, looks) = await TwoAsync(practice);
        looks[first] = Look(Lost, extendedMinutes: 5);

        await RunAsync(practice, looks);

        await using var work = practice.Database.Begin(TestPractice.Intake);
        (await work.Db.Bookings.SingleAsync(booking => booking.Id == next)).CreditSeconds.ShouldBe(Lost - 300);
    }

    [Theory]
    [InlineData(2, 120)]
    [InlineData(-3, 0)]
    [InlineData(12, 407)]
    public async Task Of_an_extension_counts_what_the_session_went_on_after_its_booked_end(int endedMinutesAfter, int givenBack)
    {
        await using var practice = await TestPractice.NewAsync(false, server);
        var (first, next, looks) = await TwoAsync(practice);
        var ended = TestPractice.Now + Duration.FromHours(5) + Duration.FromMinutes(50 + endedMinutesAfter);
        looks[first] = Look(Lost, extendedMinutes: 10) with { EndedAt = ended.ToDateTimeOffset() };

        await RunAsync(practice, looks);

        await using var work = practice.Database.Begin(TestPractice.Intake);
        (await work.Db.Bookings.SingleAsync(booking => booking.Id == next)).CreditSeconds.ShouldBe(Lost - givenBack);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_has_another_therapist_since_gets_it_back_with_them_and_nothing_twice(bool onPostgres)
    {
        await using var practice = await TestPractice.NewAsync(onPostgres, server);
        var (first, released, looks) = await TwoAsync(practice);
        looks[first] = Look(Lost);
        Guid clientId;
        await using (var work = practice.Database.Begin(TestPractice.Intake))
        {
            await new BookingStore(work).CancelAsync(released, null); // as a change of therapist does
            clientId = (await work.Db.Bookings.SingleAsync(booking => booking.Id == first)).ClientId;
        }

        await RunAsync(practice, looks);
        await using (var work = practice.Database.Begin(TestPractice.Intake))
        {
            (await new LostTime(work, Looking(looks), new ScheduleReader(work)).OwedAsync(default)).Single().Seconds.ShouldBe(Lost); // nobody has them in care: it waits
            (await work.Db.Clients.SingleAsync(client => client.Id == clientId)).TherapistId = await practice.TherapistAsync("Dr. Teasel");
            await work.Db.SaveChangesAsync();
            var therapist = (await work.Db.Clients.SingleAsync(client => client.Id == clientId)).TherapistId!.Value;
            (await practice.BookAsync(TestPractice.Request(therapist, clientId, TestPractice.Now + Duration.FromHours(53)))).IsBooked.ShouldBeTrue();
            (await practice.BookAsync(TestPractice.Request(therapist, clientId, TestPractice.Now + Duration.FromHours(77)))).IsBooked.ShouldBeTrue();
        }

        await RunAsync(practice, looks);
        await RunAsync(practice, looks);

        await using var after = practice.Database.Begin(TestPractice.Intake);
        (await after.Db.Bookings.Where(booking => booking.CreditSeconds > 0).Select(booking => new { booking.Start, booking.CreditSeconds }).ToListAsync())
            .ShouldHaveSingleItem().ShouldBe(new { Start = TestPractice.Now + Duration.FromHours(53), CreditSeconds = Lost });
        (await after.Db.CreditEntries.SumAsync(entry => entry.Seconds)).ShouldBe(0);
        (await new LostTime(after, Looking(looks), new ScheduleReader(after)).OwedAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_booking_whose_following_time_is_taken_is_passed_over_and_a_cancelled_one_gives_its_credit_back()
    {
        await using var practice = await TestPractice.NewAsync(false, server);
        var (first, next, looks) = await TwoAsync(practice);
        looks[first] = Look(Lost);
        await using (var work = practice.Database.Begin(TestPractice.Intake))
        {
            var booking = await work.Db.Bookings.SingleAsync(known => known.Id == next);
            var other = await practice.ClientAsync("Somebody Else", "else@example.org");
            (await practice.BookAsync(TestPractice.Request(booking.TherapistId, other, booking.Start + Duration.FromMinutes(60)))).IsBooked.ShouldBeTrue();
            (await practice.BookAsync(TestPractice.Request(booking.TherapistId, booking.ClientId, booking.Start + Duration.FromHours(24)))).IsBooked.ShouldBeTrue();
        }

        await RunAsync(practice, looks);
        Guid third;
        await using (var work = practice.Database.Begin(TestPractice.Intake))
        {
            (await work.Db.Bookings.SingleAsync(booking => booking.Id == next)).CreditSeconds.ShouldBe(0);
            third = (await work.Db.Bookings.SingleAsync(booking => booking.CreditSeconds == Lost)).Id;
            await new BookingStore(work).CancelAsync(third, null);
            (await new LostTime(work, Looking(looks), new ScheduleReader(work)).OwedAsync(default)).Single().Seconds.ShouldBe(Lost);
        }
    }

    private static async Task<(Guid First, Guid Next, Dictionary<Guid, SessionLook> Looks)> TwoAsync(TestPractice practice)
    {
        var (therapist, client) = (await practice.TherapistAsync(), await practice.ClientAsync());
        var first = (await practice.BookAsync(TestPractice.Request(therapist, client, TestPractice.Now + Duration.FromHours(5)))).Bookings.Single();
        var next = (await practice.BookAsync(TestPractice.Request(therapist, client, TestPractice.Now + Duration.FromHours(29)))).Bookings.Single();
        ((FakeClock)practice.Database.Clock).Advance(Duration.FromHours(7));
        return (first.Id, next.Id, []);
    }

    private static SessionLook Look(long lost, int extendedMinutes = 0)
    {
        var start = TestPractice.Now + Duration.FromHours(5);
        return new SessionLook(
            SessionState.Ended, start.ToDateTimeOffset(), (start + Duration.FromMinutes(50 + extendedMinutes)).ToDateTimeOffset(),
            [new PersonLook("guest", ParticipantRole.Guest, ParticipantState.Left)], lost, 0, [], CalledInVain: false, EndedAt: null);
    }

    private static void Crash(bool now)
    {
        if (now) throw new TimeoutException("The process dies here.");
    }

    private static LookAtSession Looking(Dictionary<Guid, SessionLook> looks) => id => Task.FromResult(looks.GetValueOrDefault(Guid.Parse(id)));

    private static async Task RunAsync(TestPractice practice, Dictionary<Guid, SessionLook> looks, Action<string>? atStep = null)
    {
        await using var work = practice.Database.Begin(ActingPerson.Program("test"));
        var lostTime = new LostTime(work, Looking(looks), new ScheduleReader(work));
        if (atStep is not null) lostTime.AtStep = atStep;
        await lostTime.RunAsync(default);
    }
}
