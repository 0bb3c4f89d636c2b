using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages.Client.Consents;
using SessionRelay.Portal.Pages.Session;
using SessionRelay.Signaling.Api;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A session waits for its consents: no ticket before what can be signed is signed by all who must.</summary>
public class UnsignedConsentsTests(PortalApp app)
{
    private static readonly (string, string?)[] Answers = [("Callback", "(212) 555-0142"), ("EmergencyName", "Kim"), ("EmergencyPhone", "+1 212 555 0199")];

    [Theory]
    [InlineData(5)]
    [InlineData(180)]
    public async Task What_is_to_be_signed_is_named_with_the_way_there_in_place_of_the_way_in(int minutesBefore)
    {
        using var person = await app.VisitorAsync();
        var session = await SessionSeed.AddAsync(app, startsIn: Duration.FromMinutes(minutesBefore), signed: SignedBy.Nobody);

        await person.OpenAsync<JoinModel>(session.Join);

        person.Words.ShouldContain("There is something to read and sign before the session can begin:");
        person.Page.QuerySelectorAll(".note li").ShouldNotBeEmpty();
        person.Page.QuerySelectorAll(".note a").Select(link => link.GetAttribute("href")).ShouldContain(app.Link<IndexModel>());
        person.Words.ShouldContain("You sign in for it, with a link that we mail you.");
        person.Page.QuerySelector("#Callback").ShouldBeNull();
    }

    [Theory]
    [InlineData(false, "Nobody")]
    [InlineData(true, "Client")]
    [InlineData(true, "Guardian")]
    public async Task Posted_by_hand_there_is_no_ticket_and_nothing_is_kept(bool isTeen, string who)
    {
        var (population, signed) = (isTeen ? Population.Teen : Population.Adult, Enum.Parse<SignedBy>(who));
        using var person = await app.VisitorAsync();
        var open = await SessionSeed.AddAsync(app);
        var unsigned = await SessionSeed.AddAsync(app, population: population, signed: signed);
        await person.OpenAsync<JoinModel>(open.Join);
        var fields = person.FormValues(person.Form("Join"));
        fields.RemoveAll(field => Answers.Any(answer => answer.Item1 == field.Key));
        fields.AddRange(Answers.Select(answer => KeyValuePair.Create(answer.Item1, answer.Item2!)));

        using var answer = await person.RawAsync(HttpMethod.Post, app.Link<JoinModel>(unsigned.Join), new FormUrlEncodedContent(fields));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("to read and sign before the session can begin");
        (await app.Services.GetRequiredService<SessionAdministration>().LookAsync(unsigned.BookingId.ToString("N"))).ShouldBeNull();
        (await SessionSeed.ReadAsync(app, db => db.JoinChecks.AnyAsync(check => check.BookingId == unsigned.BookingId))).ShouldBeFalse();
    }

    [Fact]
    public async Task Signed_the_same_page_lets_them_in()
    {
        using var client = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Client);
        await client.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, clientUser: user.Id, signed: SignedBy.Nobody);
        await client.OpenAsync<JoinModel>(session.Join);
        await client.OpenAsync(client.Page.QuerySelector(".note a.button")!.GetAttribute("href")!);
        foreach (var kind in await SessionSeed.ReadAsync(app, db => db.ConsentDocuments.Where(document => document.ReplacedAt == null).Select(document => document.Kind).ToListAsync()))
        {
            await client.OpenAsync<SignModel>(new { id = session.ClientId, kind = kind.ToString().ToLowerInvariant() });
            await client.PostAsync(("TypedName", "Ann Wetherby"), ("Agreed", "true"));
        }

        await client.OpenAsync<JoinModel>(session.Join);
        await client.PostAsync(Answers);

        client.Place.ShouldStartWith("/room#ticket=");
    }

    [Fact]
    public async Task A_teen_reads_that_the_guardian_is_waited_for_and_the_guardian_finds_it_to_sign()
    {
        using var teen = await app.VisitorAsync();
        using var guardian = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Guardian);
        await guardian.SignInAsync(user);
        var session = await SessionSeed.AddAsync(app, population: Population.Teen, guardianUser: user.Id, signed: SignedBy.Client);

        await teen.OpenAsync<JoinModel>(session.Join);
        await guardian.OpenAsync<IndexModel>();

        teen.Words.ShouldContain("Your parent or guardian has something to read and sign");
        teen.Page.QuerySelector(".note.attention a").ShouldBeNull(); // there is nothing that they could sign
        guardian.Page.QuerySelectorAll("main a.button").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_therapist_sees_who_is_waited_for_and_can_go_in_alone()
    {
        using var therapist = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await therapist.SignInAsync(user);
        await SessionSeed.AddAsync(app, therapistUser: user.Id, signed: SignedBy.Nobody);

        await therapist.OpenAsync<SessionRelay.Portal.Pages.Therapist.TodayModel>();

        therapist.Words.ShouldContain("Not signed: telehealth");
        therapist.Words.ShouldContain("Who comes is asked to sign first, and can't go in before.");
        await therapist.PostAsync(button: "Join as host");
        therapist.Place.ShouldStartWith("/room#ticket=");
    }

    [Fact]
    public async Task A_new_edition_asks_again_before_the_next_session_and_keeps_nobody_out_of_the_one_that_goes_on()
    {
        await using var own = app.Another();
        using var person = await own.VisitorAsync();
        var running = await SessionSeed.AddAsync(own);
        var next = await SessionSeed.AddAsync(own);
        await person.OpenAsync<JoinModel>(running.Join);
        await person.PostAsync(Answers);
        await own.PublishAsync(ConsentKind.Telehealth, "Other words.");

        await person.OpenAsync<JoinModel>(running.Join);
        await person.PostAsync(Answers);
        person.Place.ShouldStartWith("/room#ticket=");
        await person.OpenAsync<JoinModel>(next.Join);
        person.Words.ShouldContain("something to read and sign");
    }

    [Fact]
    public async Task What_the_practice_has_not_put_in_force_keeps_nobody_out()
    {
        await using var own = app.Another();
        using var person = await own.VisitorAsync();
        var session = await SessionSeed.AddAsync(own); // of four kinds one is in force
        await person.OpenAsync<JoinModel>(session.Join);

        await person.PostAsync(Answers);

        person.Place.ShouldStartWith("/room#ticket=");
    }
}
