using AngleSharp.Dom;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Pages.Client.Bookings;
using Session = SessionRelay.Portal.Pages.Client.Session;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>A client's one list of sessions: each with its own way in, or on.</summary>
public sealed class SessionsListTests(PortalApp app)
{
    [Fact]
    public async Task A_session_that_runs_is_under_now_and_not_among_the_past()
    {
        using var person = await app.VisitorAsync();
        var seeded = await SeedAsync(person, Duration.FromMinutes(-10));

        await person.OpenAsync<IndexModel>();

        Heading(person, "Now").ParentElement!.QuerySelector("a.button")!.GetAttribute("href").ShouldBe(app.Link<Session.JoinModel>(new { id = seeded.ParticipantId }));
        person.Words.ShouldNotContain("Past and cancelled");
    }

    [Fact]
    public async Task A_session_to_come_says_how_to_join()
    {
        using var person = await app.VisitorAsync();
        var seeded = await SeedAsync(person, Duration.FromHours(5));

        await person.OpenAsync<IndexModel>();

        var link = Link(person, app.Link<Session.JoinModel>(new { id = seeded.ParticipantId }));
        link.TextContent.ShouldStartWith("How to join");
        link.ClassList.ShouldNotContain("button");
    }

    [Fact]
    public async Task A_session_that_is_open_leads_in()
    {
        using var person = await app.VisitorAsync();
        var seeded = await SeedAsync(person, Duration.FromMinutes(10));

        await person.OpenAsync<IndexModel>();

        Link(person, app.Link<Session.JoinModel>(new { id = seeded.ParticipantId })).TextContent.ShouldStartWith("Go to the session");
    }

    [Fact]
    public async Task A_past_session_leads_to_what_became_of_it()
    {
        using var person = await app.VisitorAsync();
        var seeded = await SeedAsync(person, Duration.FromHours(-4));

        await person.OpenAsync<IndexModel>();

        Link(person, app.Link<Session.AfterModel>(new { id = seeded.ParticipantId })).ShouldNotBeNull();
    }

    [Fact]
    public async Task Mails_that_lead_to_the_sessions_lead_here()
    {
        using var person = await app.SignedInAsync(PortalRoles.Client);

        await person.OpenAsync<Session.IndexModel>();

        person.Place.ShouldBe(app.Link<IndexModel>());
    }

    [Fact]
    public async Task Nothing_is_said_of_a_session_that_has_not_begun()
    {
        using var person = await app.VisitorAsync();
        var seeded = await SeedAsync(person, Duration.FromHours(5));

        await person.OpenAsync<Session.AfterModel>(new { id = seeded.ParticipantId });

        person.Words.ShouldContain("Your session has not begun");
        person.Words.ShouldNotContain("The connection held");
        Link(person, app.Link<Session.JoinModel>(new { id = seeded.ParticipantId })).ShouldNotBeNull();
    }

    private async Task<SeededSession> SeedAsync(Person person, Duration startsIn)
    {
        var user = await app.AddUserAsync(PortalRoles.Client);
        await person.SignInAsync(user);
        return await SessionSeed.AddAsync(app, clientUser: user.Id, startsIn: startsIn);
    }

    private static IElement Heading(Person person, string words) => person.Page.QuerySelectorAll("main h2").Single(heading => heading.TextContent == words);

    private static IElement Link(Person person, string place) => person.Page.QuerySelectorAll("main a").Single(link => link.GetAttribute("href") == place);
}
