using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Pages.Session;
using SessionRelay.Portal.Pages.Therapist;
using SessionRelay.Signaling.Api;
using AfterModel = SessionRelay.Portal.Pages.Session.AfterModel;
using JoinFromHome = SessionRelay.Portal.Pages.Client.Session.JoinModel;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>From a link to the room.</summary>
public class JoinTests(PortalApp app)
{
    private static readonly (string, string?)[] Answers = [("Callback", "(212) 555-0142"), ("EmergencyName", "Kim"), ("EmergencyPhone", "+1 212 555 0199")];

    [Fact]
    public async Task The_link_opens_a_prefilled_page_and_its_button_makes_the_session_and_goes_to_the_room()
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app);
        await person.OpenAsync<JoinModel>(session.Join);
        person.Page.QuerySelector("#Region option[selected]")!.GetAttribute("value").ShouldBe("US-NY");
        person.Page.QuerySelector("#Callback")!.GetAttribute("value").ShouldBe("+1 212-555-0142");
        person.Words.ShouldContain("Eastern Time"); // the reader's zone, not the therapist's
        await person.PostAsync(Answers);

        person.Place.ShouldStartWith("/room#ticket=");
        var look = await app.Services.GetRequiredService<SessionAdministration>().LookAsync(session.BookingId.ToString("N"));
        look.ShouldNotBeNull();
        var check = await SessionSeed.ReadAsync(app, db => db.JoinChecks.SingleAsync(known => known.BookingId == session.BookingId));
        check.CallbackNumber.Value.ShouldBe("+12125550142");
        check.IsUnlicensed.ShouldBeFalse();
    }

    [Fact]
    public async Task The_ticket_is_in_the_fragment_and_the_way_on_afterwards_too()
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app);
        await person.OpenAsync<JoinModel>(session.Join);
        var fields = person.FormValues(person.Form("Join"));
        fields.RemoveAll(field => Answers.Any(answer => answer.Item1 == field.Key));
        fields.AddRange(Answers.Select(answer => KeyValuePair.Create(answer.Item1, answer.Item2!)));

        using var answer = await person.RawAsync(HttpMethod.Post, person.Place, new FormUrlEncodedContent(fields));

        var there = answer.Headers.Location!.OriginalString;
        there.ShouldStartWith("/room#ticket=ey");
        there.ShouldEndWith("&back=" + Uri.EscapeDataString(app.Link<AfterModel>(session.Join)));
    }

    [Fact]
    public async Task Confirm_link_pressed_100_times_keeps_one_answer_and_one_session()
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app);
        await person.OpenAsync<JoinModel>(session.Join);
        var fields = person.FormValues(person.Form("Join"));
        fields.RemoveAll(field => Answers.Any(answer => answer.Item1 == field.Key));
        fields.AddRange(Answers.Select(answer => KeyValuePair.Create(answer.Item1, answer.Item2!)));

        var places = new HashSet<string>();
        for (var press = 0; press < 100; press++)
        {
            using var answer = await person.RawAsync(HttpMethod.Post, person.Place, new FormUrlEncodedContent(fields));
            places.Add(answer.Headers.Location!.OriginalString);
        }

        places.Count.ShouldBe(1);
        (await SessionSeed.ReadAsync(app, db => db.JoinChecks.CountAsync(known => known.BookingId == session.BookingId))).ShouldBe(1);
        (await SessionSeed.ReadAsync(app, db => db.Bookings.CountAsync(known => known.ClientId == session.ClientId))).ShouldBe(1);
    }

    [Theory]
    [InlineData("Callback", "12")]
    [InlineData("Callback", "<script>alert(1)</script>")]
    [InlineData("EmergencyPhone", "+1 999 999 9999")]
    [InlineData("Region", "US-XX")]
    [InlineData("EmergencyName", null)]
    public async Task What_can_not_be_is_said_at_its_field_and_nothing_is_kept(string field, string? value)
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app);
        await person.OpenAsync<JoinModel>(session.Join);

        await person.PostAsync([.. Answers.Where(answer => answer.Item1 != field), (field, value)]);

        person.Problem(field).ShouldNotBeNullOrEmpty();
        if (field != "EmergencyName") person.Page.QuerySelector("#EmergencyName")!.GetAttribute("value").ShouldBe("Kim");
        (await SessionSeed.ReadAsync(app, db => db.JoinChecks.AnyAsync(known => known.BookingId == session.BookingId))).ShouldBeFalse();
    }

    [Fact]
    public async Task Too_early_there_is_no_way_in_also_when_posted_by_hand()
    {
        using var person = await app.VisitorAsync();
        var open = await SessionSeed.AddAsync(app);
        var early = await SessionSeed.AddAsync(app, startsIn: Duration.FromHours(3));
        await person.OpenAsync<JoinModel>(open.Join);
        var fields = person.FormValues(person.Form("Join"));
        await person.OpenAsync<JoinModel>(early.Join);
        person.Words.ShouldContain("The room opens at");

        using var answer = await person.RawAsync(HttpMethod.Post, app.Link<JoinModel>(early.Join), new FormUrlEncodedContent(fields));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Services.GetRequiredService<SessionAdministration>().LookAsync(early.BookingId.ToString("N"))).ShouldBeNull();
    }

    [Fact]
    public async Task A_link_that_was_never_made_is_not_there_and_one_of_the_past_leads_to_what_was()
    {
        using var person = await app.VisitorAsync();
        var past = await SessionSeed.AddAsync(app, startsIn: Duration.FromHours(-2));

        await person.OpenAsync<JoinModel>(new { link = new string('a', 64) });
        person.Status.ShouldBe(HttpStatusCode.NotFound);
        await person.OpenAsync<JoinModel>(past.Join);
        person.Place.ShouldBe(app.Link<AfterModel>(past.Join));
        person.Page.QuerySelector("h1")!.TextContent.ShouldBe("After your session");
    }

    [Fact]
    public async Task Who_is_where_no_licence_holds_is_told_to_the_therapist_before_admitting()
    {
        using var therapist = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await therapist.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, therapistUser: user.Id);
        using (var client = await app.VisitorAsync())
        {
            await client.OpenAsync<JoinModel>(session.Join);
            await client.PostAsync([.. Answers, ("Region", "US-CA")]);
            client.Place.ShouldStartWith("/room#ticket=");
        }

        await therapist.OpenAsync<TodayModel>();

        therapist.Words.ShouldContain("They are in California now, where you hold no licence.");
        therapist.Words.ShouldContain("call back +1 212-555-0142");
        await therapist.PostAsync(button: "Join as host");
        therapist.Place.ShouldStartWith("/room#ticket=");
    }

    [Fact]
    public async Task A_therapist_can_not_go_into_another_s_session_by_posting_its_id()
    {
        using var therapist = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await therapist.SignInAsync(user);
        await SessionSeed.AddAsync(app, therapistUser: user.Id);
        var others = await SessionSeed.AddAsync(app);
        await therapist.OpenAsync<TodayModel>();

        await therapist.PostAsync(("id", others.BookingId.ToString()));

        therapist.Status.ShouldBe(HttpStatusCode.NotFound);
        (await app.Services.GetRequiredService<SessionAdministration>().LookAsync(others.BookingId.ToString("N"))).ShouldBeNull();
    }

    [Fact]
    public async Task From_home_a_signed_in_client_reaches_the_same_room()
    {
        using var client = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        await client.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, clientUser: user.Id);
        await client.OpenAsync<SessionRelay.Portal.Pages.Client.IndexModel>();
        var link = client.Page.QuerySelectorAll("main a").Single(found => found.TextContent == "Go to the session").GetAttribute("href")!;
        link.ShouldBe(app.Link<JoinFromHome>(new { id = session.ParticipantId }));

        await client.OpenAsync(link);
        await client.PostAsync(Answers);

        client.Place.ShouldStartWith("/room#ticket=");
    }

    [Fact]
    public async Task Of_a_couple_each_has_a_link_of_their_own()
    {
        using var person = await app.VisitorAsync();
        var (one, other) = (await SessionSeed.AddAsync(app), await SessionSeed.AddAsync(app));

        one.Secret.ShouldNotBe(other.Secret);
        (await SessionSeed.ReadAsync(app, db => db.BookingParticipants.Select(known => known.LinkHash).ToListAsync())).ShouldNotContain(one.Secret);
    }

    [Fact]
    public async Task The_device_check_gets_a_room_of_its_own()
    {
        using var person = await app.SignedInAsync(PortalRoles.Client);
        await person.OpenAsync<SessionRelay.Portal.Pages.Account.DeviceCheckModel>();
        using var answer = await person.RawAsync(HttpMethod.Post, person.Place, new FormUrlEncodedContent(person.FormValues(person.Form("Begin the check"))));

        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"near\":\"ey");
    }
}
