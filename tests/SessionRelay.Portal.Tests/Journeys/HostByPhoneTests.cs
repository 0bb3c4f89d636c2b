using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Therapist;
using SessionRelay.Portal.Tests.Pages;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>A therapist without a browser: one press on their day, then it is two phones. Portal and sessions are real, the media relay is scripted.</summary>
public sealed class HostByPhoneTests : IAsyncLifetime
{
    private const string Own = "+12125550161";

    private readonly ScriptedRelay relay = new();
    private PortalApp app = null!;

    public ValueTask InitializeAsync()
    {
        app = PortalApp.With(services => services.AddSingleton<IMediaRelay>(relay), ("Phone:Trunk:Server", "trunk.invalid"), ("Phone:Countries:0", "US"));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task One_press_calls_the_therapist_and_then_the_client_in_the_client_s_language_and_the_session_is_held()
    {
        using var therapist = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await therapist.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, therapistUser: user.Id, startsIn: Duration.FromMinutes(-5), format: CareFormat.Phone, language: "es");
        await therapist.OpenAsync<TodayModel>();
        therapist.Words.ShouldContain("You can take part by phone as well");
        await therapist.OpenAsync<OwnNumberModel>();
        await therapist.PostAsync(("Number", "(212) 555-0161"));
        therapist.Place.ShouldBe(app.Link<TodayModel>());
        therapist.Words.ShouldContain("we call you at +1 212-555-0161");

        await therapist.PostAsync([], button: "Call my phone");

        therapist.Words.ShouldContain("Your phone rings in a moment.");
        var (host, guest) = (session.TherapistId.ToString("N"), session.ParticipantId.ToString("N"));
        var room = await relay.OpenedAsync(session.BookingId.ToString("N"));
        var own = await room.CalledAsync(1);
        (own.ParticipantId, own.Number).ShouldBe((host, Own));
        var pin = own.Pin.ShouldNotBeNull();
        therapist.Words.ShouldContain($"Enter the code {pin[..3]} {pin[3..]}");
        room.Phone(host, PhoneLegState.Waiting, Now);
        room.Phone(host, PhoneLegState.Live, Now);
        var client = await room.CalledAsync(2);
        (client.ParticipantId, client.Number, client.Language, client.Pin).ShouldBe((guest, "+12125550142", "es", null));
        room.Phone(guest, PhoneLegState.Waiting, Now);
        await room.AnnouncedAsync(host, PhoneAnnouncement.Knock);
        room.Key(host, '1', Now);
        await room.AdmittedAsync(guest, client.Leg);
        await using var watcher = await WatchAsync(session);
        room.Phone(guest, PhoneLegState.Live, Now);
        await watcher.SeesAsync(guest, "phone");

        await app.Services.GetRequiredService<SessionAdministration>().EndAsync(session.BookingId.ToString("N"));
        await app.WithAsync(async services =>
        {
            await services.GetRequiredService<LostTime>().RunAsync(default);
            return true;
        });
        (await SessionSeed.ReadAsync(app, db => db.Bookings.SingleAsync(known => known.Id == session.BookingId))).State.ShouldBe(BookingState.Held);
    }

    [Fact]
    public async Task Who_has_not_signed_is_not_called_when_the_therapist_is_in()
    {
        var (therapist, session) = await OfTherapistAsync(SignedBy.Nobody);
        using var _ = therapist;
        await therapist.OpenAsync<TodayModel>();
        await therapist.PostAsync([], button: "Call my phone");
        var room = await relay.OpenedAsync(session.BookingId.ToString("N"));
        var host = (await room.CalledAsync(1)).ParticipantId;
        room.Phone(host, PhoneLegState.Waiting, Now);
        room.Phone(host, PhoneLegState.Live, Now);
        room.Key(host, '1', Now);
        await room.AnnouncedAsync(host, PhoneAnnouncement.Nobody);
        room.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_fourth_call_is_refused_in_words()
    {
        var (therapist, session) = await OfTherapistAsync(SignedBy.All);
        using var _ = therapist;
        for (var call = 1; call <= 3; call++)
        {
            await therapist.OpenAsync<TodayModel>();
            await therapist.PostAsync([], button: "Call my phone");
            var room = await relay.OpenedAsync(session.BookingId.ToString("N"));
            var host = (await room.CalledAsync(call)).ParticipantId;
            await using var watcher = await WatchAsync(session);
            room.Phone(host, PhoneLegState.Busy, Now);
            await watcher.EventAsync("phone", told => told.GetProperty("state").GetString() == "busy");
        }

        await therapist.OpenAsync<TodayModel>();
        await therapist.PostAsync([], button: "Call my phone");
        therapist.Words.ShouldContain("was called three times");
    }

    [Fact]
    public async Task The_code_is_of_the_booking_and_stays()
    {
        var (therapist, first) = await OfTherapistAsync(SignedBy.All);
        using var _ = therapist;
        var second = await SessionSeed.AddAsync(app, format: CareFormat.Phone);
        var pins = await app.InDatabaseAsync(async work =>
        {
            var phones = new HostPhones(work, app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<SessionRelay.Signaling.Hosting.PhoneSettings>>());
            var bookings = await work.Db.Bookings.Where(booking => booking.Id == first.BookingId || booking.Id == second.BookingId).ToListAsync();
            return bookings.Concat(bookings).Select(phones.PinOf).ToList();
        });
        pins.ShouldAllBe(pin => pin.Length == 6 && pin.All(char.IsAsciiDigit));
        (pins[2], pins[3]).ShouldBe((pins[0], pins[1]));
        pins[0].ShouldNotBe(pins[1]);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("+1 999 999 9999")]
    public async Task A_number_that_can_not_be_called_is_said_at_its_field(string typed)
    {
        var (therapist, session) = await OfTherapistAsync(SignedBy.All);
        using var _ = therapist;
        await therapist.OpenAsync<OwnNumberModel>();
        await therapist.PostAsync(("Number", typed));
        therapist.Problem("Number").ShouldNotBeNullOrEmpty();
        (await SessionSeed.ReadAsync(app, db => db.Staff.SingleAsync(member => member.Id == session.TherapistId))).Phone!.Value.ShouldBe(Own);
    }

    /// <summary>Another host, who only looks on: what they are told is done.</summary>
    private async Task<TestClient> WatchAsync(SeededSession session)
    {
        var ticket = await app.Services.GetRequiredService<SessionAdministration>().MintAsync(session.BookingId.ToString("N"), new TicketRequest("watcher", "W", ParticipantRole.Host));
        var watcher = await TestClient.ConnectAsync(app.Address.GetLeftPart(UriPartial.Authority));
        await watcher.EnterAsync(ticket.Ticket);
        return watcher;
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task<(Person Therapist, SeededSession Session)> OfTherapistAsync(SignedBy signed)
    {
        var therapist = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await therapist.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, therapistUser: user.Id, startsIn: Duration.FromMinutes(-5), format: CareFormat.Phone, signed: signed);
        await app.InDatabaseAsync(async work =>
        {
            (await work.Db.Staff.SingleAsync(member => member.Id == session.TherapistId)).Phone = Own;
            return await work.Db.SaveChangesAsync();
        });
        return (therapist, session);
    }
}
