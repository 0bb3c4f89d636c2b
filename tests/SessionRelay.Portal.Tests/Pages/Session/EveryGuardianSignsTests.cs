using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages.Client.Consents;
using SessionRelay.Portal.Pages.Session;
using SessionRelay.Portal.Pages.Staff;
using SessionRelay.Portal.Tests.Pages.Bookings;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A practice whose rules ask every parent or guardian of a teen to sign.</summary>
public sealed class EveryGuardianSignsTests : IAsyncLifetime
{
    private static readonly (string, string?)[] Answers = [("Callback", "(212) 555-0142"), ("EmergencyName", "Kim"), ("EmergencyPhone", "+1 212 555 0199")];

    private readonly PortalApp app = new();

    public async ValueTask InitializeAsync()
    {
        using var _ = await app.VisitorAsync(); // it starts
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_teens_session_waits_for_the_second_guardian_and_begins_when_both_have_signed()
    {
        await SetAsync(true);
        var (session, gus) = await TwoGuardiansAsync(SignedBy.All);
        using var teen = await app.VisitorAsync();
        using var father = await app.VisitorAsync();
        await father.SignInAsync(gus);
        using var therapist = await TherapistOfAsync(session);

        await teen.OpenAsync<JoinModel>(session.Join);
        teen.Words.ShouldContain("Your parent or guardian has something to read and sign");
        teen.Page.QuerySelector("#Callback").ShouldBeNull();
        await therapist.OpenAsync<SessionRelay.Portal.Pages.Therapist.TodayModel>();
        therapist.Words.ShouldContain("Waited for: Gus Wetherby.");
        await father.OpenAsync<SignModel>(new { id = session.ClientId, kind = "telehealth" });
        await father.PostAsync(("TypedName", "Gus Wetherby"), ("Agreed", "true"));

        await teen.OpenAsync<JoinModel>(session.Join);
        await teen.PostAsync(Answers);

        teen.Place.ShouldStartWith("/room#ticket=");
    }

    [Fact]
    public async Task Who_has_signed_is_not_asked_to_sign_again_while_the_other_is_waited_for()
    {
        await SetAsync(true);
        var user = await app.AddUserAsync(PortalRoles.Guardian);
        var session = await SessionSeed.AddAsync(app, population: Population.Teen, signed: SignedBy.All);
        var gus = await AddGuardianAsync(session.ClientId, user.Id);
        using var mother = await app.VisitorAsync();
        using var father = await app.VisitorAsync();
        var carol = await SessionSeed.ReadAsync(app, db => db.HouseholdMembers.Where(member => member.ClientId == session.ClientId && member.Id != gus).Select(member => member.Id).SingleAsync());
        var links = (Mother: await PlaceAsync(session, carol), Father: await PlaceAsync(session, gus));

        await mother.OpenAsync<JoinModel>(new { link = links.Mother });
        await father.OpenAsync<JoinModel>(new { link = links.Father });

        mother.Words.ShouldContain("Somebody else has something to read and sign");
        mother.Page.QuerySelector(".note a.button").ShouldBeNull();
        father.Words.ShouldContain("There is something to read and sign before the session can begin:");
    }

    [Fact]
    public async Task Where_the_rules_do_not_ask_for_it_one_is_enough()
    {
        await SetAsync(false);
        var (session, _) = await TwoGuardiansAsync(SignedBy.All);
        using var teen = await app.VisitorAsync();
        await teen.OpenAsync<JoinModel>(session.Join);

        await teen.PostAsync(Answers);

        teen.Place.ShouldStartWith("/room#ticket=");
    }

    [Fact]
    public async Task While_none_has_signed_the_therapist_reads_that_any_of_them_may()
    {
        await SetAsync(false);
        var (session, _) = await TwoGuardiansAsync(SignedBy.Client);
        using var therapist = await TherapistOfAsync(session);

        await therapist.OpenAsync<SessionRelay.Portal.Pages.Therapist.TodayModel>();

        therapist.Words.ShouldContain("Waited for: Carol Wetherby or Gus Wetherby. Who comes");
    }

    [Fact]
    public async Task Who_adds_guardians_reads_what_the_rules_ask_for_and_that_one_alone_is_on_record()
    {
        await SetAsync(true);
        var session = await SessionSeed.AddAsync(app, population: Population.Teen);
        using var intake = await app.SignedInAsync(PortalRoles.Intake);

        await intake.OpenAsync<HouseholdModel>(new { id = session.ClientId });
        intake.Words.ShouldContain("Each of them must sign, by the practice's rules.");
        intake.Words.ShouldContain("One is on record.");
        await AddGuardianAsync(session.ClientId, null);
        await intake.OpenAsync<HouseholdModel>(new { id = session.ClientId });

        intake.Words.ShouldNotContain("One is on record.");
    }

    /// <summary>The owner says so on the page of rules.</summary>
    private async Task SetAsync(bool each)
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<Owner.PoliciesModel>();
        await owner.PostAsync(("EveryGuardianSigns", each ? "true" : null));
        owner.Words.ShouldContain("Saved.");
        await owner.OpenAsync<Owner.PoliciesModel>();
        owner.Page.QuerySelector("#EveryGuardianSigns")!.HasAttribute("checked").ShouldBe(each);
    }

    private async Task<(SeededSession Session, PortalUser Second)> TwoGuardiansAsync(SignedBy signed)
    {
        var user = await app.AddUserAsync(PortalRoles.Guardian);
        var session = await SessionSeed.AddAsync(app, population: Population.Teen, signed: signed);
        await AddGuardianAsync(session.ClientId, user.Id);
        return (session, user);
    }

    private Task<Guid> AddGuardianAsync(Guid client, Guid? user) => OwnerPages.AddAsync(app, new HouseholdMember
    {
        ClientId = client,
        UserId = user,
        Role = HouseholdRole.Guardian,
        Name = "Gus Wetherby",
        Region = Region.Parse("US-NY"),
        Zone = "America/New_York",
    });

    private async Task<Person> TherapistOfAsync(SeededSession session)
    {
        var user = await app.AddUserAsync(PortalRoles.Therapist);
        await app.AskAsync(async work =>
        {
            (await work.Db.Staff.SingleAsync(member => member.Id == session.TherapistId)).UserId = user.Id;
            return await work.Db.SaveChangesAsync();
        });
        var person = await app.VisitorAsync();
        await person.SignInAsync(user);
        return person;
    }

    /// <summary>Somebody of the household takes part too, by a link of their own.</summary>
    private Task<string> PlaceAsync(SeededSession session, Guid member) => app.AskAsync(async work =>
    {
        var place = new SessionRelay.Portal.Data.Bookings.BookingParticipant
        {
            BookingId = session.BookingId,
            ClientId = session.ClientId,
            MemberId = member,
            Zone = "America/New_York",
            Region = Region.Parse("US-NY"),
        };
        var secret = new SessionRelay.Portal.Journeys.Sessions.JoinLinks(work).SecretOf(place);
        work.Db.Add(place);
        await work.Db.SaveChangesAsync();
        return secret;
    });
}
