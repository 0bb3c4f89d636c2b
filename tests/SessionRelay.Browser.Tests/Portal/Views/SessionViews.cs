using Microsoft.Playwright;
using NodaTime;
using SessionRelay.Portal.Pages;
using static SessionRelay.Browser.Tests.Portal.PortalPages;
using Bookings = SessionRelay.Portal.Pages.Client.Bookings;
using Client = SessionRelay.Portal.Pages.Client;
using Session = SessionRelay.Portal.Pages.Session;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>Before and after a session: signed in, and by the link of a mail.</summary>
internal static class SessionViews
{
    public static readonly IReadOnlyList<PortalView> All =
    [
        From<Client.IndexModel, Client.Session.JoinModel>("join", "client", person => person.FollowAsync("Go to the session")),
        From<Client.IndexModel, Client.Session.JoinModel>("join-errors", "client", async person =>
        {
            await person.FollowAsync("Go to the session");
            await person.FillAsync("Callback", "what number?");
            await person.FillAsync("EmergencyName", "");
            await person.SendAsync("Join");
        }),
        From<Client.IndexModel, Client.Session.JoinModel>("join-too-early", DemoHomes.Couple, person => person.FollowAsync("How to join")),
        From<Bookings.IndexModel, Client.Session.JoinModel>("join-unsigned", DemoHomes.CoupleBooked, async person =>
        {
            var booking = await person.BringNearAsync(Duration.FromMinutes(10));
            person.Portal.Change("DELETE FROM ConsentSignatures WHERE ClientId = (SELECT ClientId FROM Bookings WHERE Id = $id)", ("$id", booking));
            await person.FollowAsync("Go to the session");
            await person.Page.GetByText("something to read and sign before the session can begin").WaitForAsync();
        }),
        From<Bookings.IndexModel, Client.Session.JoinModel>("join-by-phone", DemoHomes.Family, async person =>
        {
            var booking = await person.BringNearAsync(Duration.FromMinutes(10));
            person.Portal.Change("UPDATE Bookings SET Format = 'Phone' WHERE Id = $id", ("$id", booking));
            await person.Page.ReloadAsync();
            await person.FollowAsync("Before the call");
        }),
        From<Bookings.IndexModel, Client.Session.JoinModel>("join-by-phone-told", DemoHomes.Family, async person =>
        {
            var booking = await person.BringNearAsync(Duration.FromMinutes(10));
            person.Portal.Change("UPDATE Bookings SET Format = 'Phone' WHERE Id = $id", ("$id", booking));
            await person.Page.ReloadAsync();
            await person.FollowAsync("Before the call");
            await person.FillAsync("EmergencyName", "Kim");
            await person.FillAsync("EmergencyPhone", "(503) 555-0142");
            await person.SendAsync("Save");
            await person.Page.GetByText("We call you at").First.WaitForAsync();
        }),
        From<Client.IndexModel, Client.Session.NumberModel>("number", DemoHomes.Couple, person => person.FollowAsync("How to join", "Change the number")),
        From<Client.IndexModel, Client.Session.NumberModel>("number-errors", DemoHomes.Couple, async person =>
        {
            await person.FollowAsync("How to join", "Change the number");
            await person.FillAsync("Number", "020 7946");
            await person.SendAsync("Save");
        }),
        From<Bookings.IndexModel, Client.Session.AfterModel>("after", "client", person => person.GoAsync(person.Page.Locator("main h2:has-text('Past') + ul a").First)),
        From<Bookings.IndexModel, Client.Session.AfterModel>("after-credit", "client", async person =>
        {
            await person.GoAsync(person.Page.Locator("main h2:has-text('Past') + ul a").First);
            // As if the connection had been away for twelve minutes.
            person.Portal.Change(
                """
                INSERT INTO CreditEntries (Id, ClientId, TherapistId, BookingId, Kind, Seconds, At, Version, ChangedAt)
                SELECT upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6))), ClientId, TherapistId, Id, 'Lost', 754, Start, 1, Start
                FROM Bookings WHERE Id = $id OR Id = (SELECT BookingId FROM BookingParticipants WHERE Id = $id)
                """,
                ("$id", new Uri(person.Page.Url).Segments[^1].ToUpperInvariant()));
            await person.Page.ReloadAsync();
            await person.Page.GetByRole(AriaRole.Heading, new() { Name = "12 minutes 34 seconds lost" }).WaitForAsync();
        }),
        From<OutboxModel, Session.JoinModel>("join-by-link", PortalDoor.Visitor, ByLinkAsync),
        From<OutboxModel, Session.DeviceCheckModel>("device-check-by-link", PortalDoor.Visitor, async person =>
        {
            await ByLinkAsync(person);
            await person.FollowAsync("Check camera");
        }),
        From<OutboxModel, Session.AfterModel>("before-by-link", PortalDoor.Visitor, async person =>
        {
            await ByLinkAsync(person);
            await person.OpenAsync<Session.AfterModel>(new Uri(person.Page.Url).Query);
        }),
    ];

    /// <summary>
    /// As the mail of the session that begins in a few minutes says. It is among a demo's first ones; the page of mails shows the newest only,
    /// which are those of what other views booked and cancelled.
    /// </summary>
    private static async Task ByLinkAsync(PortalPerson person) =>
        await Bound.UntilAsync("a mail leads to a session that can be joined", async () =>
        {
            foreach (var link in person.Portal.LinksInMailTo(null).Where(link => link.Contains("link=")))
            {
                await person.OpenAsync(new Uri(link).PathAndQuery);
                if (await person.Page.GetByRole(AriaRole.Button, new() { Name = "Join", Exact = true }).CountAsync() > 0) return true;
            }

            return false;
        }, found => found);
}
