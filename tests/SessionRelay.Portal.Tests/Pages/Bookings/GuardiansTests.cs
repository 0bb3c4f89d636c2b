using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Client.Consents;
using SessionRelay.Portal.Pages.Staff;
using Home = SessionRelay.Portal.Pages.Client.IndexModel;
using ProposeModel = SessionRelay.Portal.Pages.Staff.Calendar.ProposeModel;
using Sessions = SessionRelay.Portal.Pages.Client.Bookings;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>A second guardian of a teen comes and goes: what they sign, see and are told.</summary>
public sealed class GuardiansTests
{
    private const string Second = "gus@example.org";

    private static readonly (string, string?)[] Gus =
        [("Name", "Gus Wetherby"), ("Role", "Guardian"), ("Relationship", "father"), ("Email", Second), ("Region", "US-NY"), ("Zone", "America/Chicago")];

    [Fact]
    public async Task A_second_one_is_mailed_the_way_in_books_too_and_one_signature_is_enough()
    {
        await using var app = WithMail();
        var its = await TeenAsync(app);
        await its.Staff.OpenAsync<HouseholdModel>(new { id = its.Client });

        await its.Staff.PostAsync(Gus, "Add");

        its.Staff.Words.ShouldContain("Gus Wetherby has a mail with the way in.");
        var letter = (await LettersAsync(app, "welcome")).ShouldHaveSingleItem();
        letter.To.Value.ShouldBe(Second);
        var father = await FatherAsync(app);
        (await app.DoAsync(async (work, _) => await new Bookers(work).OfAsync(await work.Db.Clients.SingleAsync(client => client.Id == its.Client), default)))
            .Select(booker => booker.Address).ShouldBe(["gerda@example.org", Second], ignoreOrder: true);
        using var gus = await app.VisitorAsync();
        await gus.OpenAsync(new Uri(letter.Text.Value.Split('\n').First(line => line.StartsWith("http"))).PathAndQuery);
        await gus.PostAsync();
        await gus.OpenAsync<Sessions.StartModel>();
        gus.Words.ShouldNotContain("There is nothing");

        foreach (var kind in Enum.GetValues<ConsentKind>()) await app.PublishAsync(kind);
        await gus.OpenAsync<Home>();
        gus.Words.ShouldContain("Read and sign 4 documents");
        await SignAllAsync(app, its.Client, null);
        (await GapsAsync(app, its.Client)).ShouldAllBe(gap => gap.OfGuardian && !gap.OfClient);
        await SignAllAsync(app, its.Client, father.Id);
        (await GapsAsync(app, its.Client)).ShouldBeEmpty(); // the mother is asked, and nothing waits for her
        await its.Mother.OpenAsync<Home>();
        its.Mother.Words.ShouldContain("Read and sign 4 documents");
        its.Dispose();
    }

    [Fact]
    public async Task Who_is_taken_out_sees_nothing_any_more_and_what_they_signed_counts_no_more_but_stays()
    {
        await using var app = WithMail();
        var its = await TeenAsync(app);
        await its.Staff.OpenAsync<HouseholdModel>(new { id = its.Client });
        await its.Staff.PostAsync(Gus, "Add");
        var father = await FatherAsync(app);
        foreach (var kind in Enum.GetValues<ConsentKind>()) await app.PublishAsync(kind);
        await SignAllAsync(app, its.Client, null);
        await SignAllAsync(app, its.Client, father.Id);
        using var gus = await app.VisitorAsync();
        await gus.SignInAsync(await app.DoAsync(async (work, _) => await work.Db.Users.SingleAsync(user => user.Id == father.UserId)));
        await gus.OpenAsync<IndexModel>();
        gus.Words.ShouldContain("For Ann Wetherby");

        await its.Staff.OpenAsync<HouseholdModel>(new { id = its.Client });
        await its.Staff.PostAsync(button: "Remove Gus Wetherby");

        its.Staff.Words.ShouldContain("They see nothing of this client any more.");
        var told = (await LettersAsync(app, "access-ended")).ShouldHaveSingleItem();
        told.To.Value.ShouldBe(Second);
        told.Text.Value.ShouldNotContain("Wetherby");
        its.Staff.Words.ShouldContain("Was parent or guardian");
        await gus.OpenAsync<IndexModel>();
        gus.Page.Body!.TextContent.ShouldNotContain("Wetherby");
        await gus.OpenAsync<Sessions.IndexModel>();
        gus.Page.Body!.TextContent.ShouldNotContain("Wetherby");
        using (var sign = await gus.RawAsync(HttpMethod.Get, app.Link<SignModel>(new { id = its.Client, kind = "telehealth" }))) sign.IsSuccessStatusCode.ShouldBeFalse();
        (await GapsAsync(app, its.Client)).ShouldAllBe(gap => gap.OfGuardian);
        await app.DoAsync(async (work, _) =>
        {
            (await work.Db.ConsentSignatures.CountAsync(signature => signature.MemberId == father.Id)).ShouldBe(4);
            var former = await work.Db.HouseholdMembers.SingleAsync(member => member.Id == father.Id);
            (former.Role, former.UserId, former.EmailHash, former.Email).ShouldBe((HouseholdRole.FormerGuardian, null, null, null));
            (await work.Db.Users.SingleAsync(user => user.Id == father.UserId)).ClientId.ShouldBeNull();
            (await new Bookers(work).OfAsync(await work.Db.Clients.SingleAsync(client => client.Id == its.Client), default)).ShouldHaveSingleItem().Address.ShouldBe("gerda@example.org");
            return true;
        });
        its.Dispose();
    }

    [Fact]
    public async Task Who_has_signed_nothing_goes_without_a_trace_and_can_come_again()
    {
        await using var app = WithMail();
        var its = await TeenAsync(app);
        await its.Staff.OpenAsync<HouseholdModel>(new { id = its.Client });
        await its.Staff.PostAsync(Gus, "Add");

        await its.Staff.PostAsync(button: "Remove Gus Wetherby");

        (await app.DoAsync((work, _) => work.Db.HouseholdMembers.CountAsync(member => member.ClientId == its.Client))).ShouldBe(1);
        await its.Staff.PostAsync(Gus, "Add");
        its.Staff.Words.ShouldContain("Gus Wetherby has a mail with the way in.");
        its.Dispose();
    }

    [Fact]
    public async Task The_last_one_stays_and_so_does_one_who_takes_part_in_a_session_to_come()
    {
        await using var app = WithMail();
        var its = await TeenAsync(app);
        await its.Staff.OpenAsync<HouseholdModel>(new { id = its.Client });

        await its.Staff.PostAsync(button: "Remove Gerda Wetherby");
        its.Staff.Words.ShouldContain("add another parent or guardian");
        await its.Staff.PostAsync(Gus, "Add");
        var father = await FatherAsync(app);
        var request = SessionRelay.Portal.Tests.Data.TestPractice.Request(its.Therapist, its.Client, BookingWorld.Soon);
        await app.DoAsync((_, services) => services.GetRequiredService<SessionRelay.Portal.Data.Bookings.BookingStore>().BookAsync(
            request with { Participants = [.. request.Participants, new SessionRelay.Portal.Data.Bookings.ParticipantRequest(father.Id, father.Zone, father.Region)] }));
        await its.Staff.OpenAsync<HouseholdModel>(new { id = its.Client });
        await its.Staff.PostAsync(button: "Remove Gus Wetherby");

        its.Staff.Words.ShouldContain("They take part in a session to come");
        (await app.DoAsync((work, _) => work.Db.HouseholdMembers.CountAsync(member => member.ClientId == its.Client && member.Role == HouseholdRole.Guardian))).ShouldBe(2);
        its.Dispose();
    }

    [Fact]
    public async Task Somebody_who_signs_in_as_something_else_is_no_guardian()
    {
        await using var app = WithMail();
        var its = await TeenAsync(app);
        var staff = await app.AddUserAsync(PortalRoles.Therapist);
        await its.Staff.OpenAsync<HouseholdModel>(new { id = its.Client });

        await its.Staff.PostAsync([.. Gus.Where(field => field.Item1 != "Email"), ("Email", staff.Email)], "Add");

        its.Staff.Problem("Email").ShouldNotBeNull().ShouldContain("Each needs one of their own.");
        (await LettersAsync(app, "welcome")).ShouldBeEmpty();
        its.Dispose();
    }

    [Fact]
    public async Task Of_two_teens_each_has_sessions_of_their_own_and_nothing_is_done_for_the_wrong_one()
    {
        await using var app = WithMail();
        var its = await TeenAsync(app);
        var second = await SecondTeenAsync(app, its);
        var ofFirst = await app.BookAsync(its.Therapist, its.Client);
        var ofSecond = await app.BookAsync(its.Therapist, second, BookingWorld.Soon + NodaTime.Duration.FromHours(3));
        var mother = its.Mother;

        await mother.OpenAsync<Home>();
        var ways = mother.Page.QuerySelectorAll("a[href*='for=']").Select(link => link.GetAttribute("href")!).ToList();
        ways.ShouldContain(way => way.Contains($"for={its.Client}"));
        ways.ShouldContain(way => way.Contains($"for={second}"));

        await mother.OpenAsync<Sessions.IndexModel>(new { @for = second });
        mother.Words.ShouldContain("For Ben");
        mother.Page.QuerySelectorAll("a").Select(link => link.GetAttribute("href")).ShouldContain(app.Link<Sessions.CancelModel>(new { id = ofSecond.Id, @for = second }));
        mother.Page.Body!.InnerHtml.ShouldNotContain(ofFirst.Id.ToString());

        // A record opens for whom it is, also from a mail that says nothing of it; and what is done leads back to them.
        await mother.OpenAsync<Sessions.CancelModel>(new { id = ofSecond.Id });
        mother.Words.ShouldContain("For Ben");
        await mother.PostAsync(button: "Cancel the session");
        mother.Words.ShouldContain("Your session is cancelled.");
        mother.Words.ShouldContain("For Ben");
        (await app.OfClientAsync(its.Client)).ShouldHaveSingleItem().State.ShouldBe(SessionRelay.Portal.Data.Bookings.BookingState.Booked);

        // Two tabs, one for each: what is chosen in one is not booked for the other.
        await mother.OpenAsync<Sessions.StartModel>(new { @for = second });
        await mother.PostAsync(); // nobody besides the teen takes part
        await mother.PostAsync(("Weeks", "1"));
        var start = mother.OfferedTimes()[0];
        using var tab = await app.VisitorAsync();
        await tab.SignInAsync(its.MotherUser);
        await tab.OpenAsync<Sessions.StartModel>(new { @for = its.Client });
        tab.Words.ShouldContain("For Ann Wetherby");
        await mother.PostTimeAsync(start);
        mother.Words.ShouldContain("Ben Wetherby");
        await mother.PostAsync(button: "Book");
        (await app.OfClientAsync(second)).Where(booking => booking.State == SessionRelay.Portal.Data.Bookings.BookingState.Booked).ShouldHaveSingleItem().Start.ShouldBe(start);
        (await app.OfClientAsync(its.Client)).Count.ShouldBe(1);
        its.Dispose();
    }

    [Fact]
    public async Task Times_offered_and_proposed_for_a_second_teen_are_answered_for_them()
    {
        await using var app = WithMail();
        var its = await TeenAsync(app);
        var second = await SecondTeenAsync(app, its);
        var start = BookingWorld.Soon + NodaTime.Duration.FromHours(5);
        var proposal = await BookingWorld.ProposalAsync(app, second, its.Therapist, start);

        await its.Mother.OpenAsync<Sessions.ProposalModel>(new { id = proposal });
        its.Mother.Words.ShouldContain("For Ben");
        await its.Mother.PostAsync([("Start", ProposeModel.Text(start))], its.Mother.Page.QuerySelector("button[name=Start]")!.TextContent.Trim());

        its.Mother.Words.ShouldContain("The session is booked.");
        (await app.OfClientAsync(second)).ShouldHaveSingleItem().Start.ShouldBe(start);
        (await app.OfClientAsync(its.Client)).ShouldBeEmpty();
        its.Dispose();
    }

    [Fact]
    public async Task Somebody_elses_teen_is_not_there()
    {
        await using var app = WithMail();
        var its = await TeenAsync(app);
        var others = await app.ClientAsync(its.Therapist);
        foreach (var link in new[] { app.Link<Sessions.IndexModel>(new { @for = others }), app.Link<Sessions.StartModel>(new { @for = others }), app.Link<Home>(new { @for = "nobody" }) })
        {
            using var answer = await its.Mother.RawAsync(HttpMethod.Get, link);
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        }

        its.Dispose();
    }

    private sealed record Teen(Person Staff, Person Mother, PortalUser MotherUser, Guid Client, Guid Therapist)
    {
        public void Dispose()
        {
            Staff.Dispose();
            Mother.Dispose();
        }
    }

    private static async Task<Teen> TeenAsync(PortalApp app)
    {
        var (staff, therapist) = await app.SignedInTherapistAsync();
        var mother = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Guardian);
        await mother.SignInAsync(user);
        var client = await app.ClientAsync(therapist, user.Id, isGuardian: true);
        await app.DoAsync(async (work, _) =>
        {
            (await work.Db.Clients.SingleAsync(known => known.Id == client)).Population = Population.Teen;
            var gerda = await work.Db.HouseholdMembers.SingleAsync();
            (gerda.Email, gerda.EmailHash) = ("gerda@example.org", work.Vault.EmailHash("gerda@example.org"));
            return await work.Db.SaveChangesAsync();
        });
        return new Teen(staff, mother, user, client, therapist);
    }

    private static async Task<Guid> SecondTeenAsync(PortalApp app, Teen its)
    {
        var second = await app.ClientAsync(its.Therapist, its.MotherUser.Id, isGuardian: true);
        await app.DoAsync(async (work, _) =>
        {
            var client = await work.Db.Clients.SingleAsync(known => known.Id == second);
            (client.Name, client.CalledName, client.Population) = ("Ben Wetherby", "Ben", Population.Teen);
            return await work.Db.SaveChangesAsync();
        });
        return second;
    }

    private static PortalApp WithMail() => PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));

    private static Task<HouseholdMember> FatherAsync(PortalApp app) => app.DoAsync(async (work, _) => await work.Db.HouseholdMembers.SingleAsync(member => member.EmailHash == work.Vault.EmailHash(Second)));

    private static Task<IReadOnlyList<ConsentGap>> GapsAsync(PortalApp app, Guid client) => app.DoAsync(async (work, _) =>
        await new BeforeAdmitting(work).GapsAsync(await work.Db.Clients.SingleAsync(known => known.Id == client), default));

    private static Task<int> SignAllAsync(PortalApp app, Guid client, Guid? member) => app.DoAsync(async (work, _) =>
    {
        foreach (var document in await work.Db.ConsentDocuments.Where(document => document.ReplacedAt == null).ToListAsync())
        {
            work.Db.Add(new ConsentSignature
            {
                ClientId = client,
                DocumentId = document.Id,
                Kind = document.Kind,
                Edition = document.Edition,
                MemberId = member,
                TypedName = "Somebody Wetherby",
                SignedAt = work.Database.Clock.GetCurrentInstant(),
                Address = "192.0.2.17",
            });
        }

        return await work.Db.SaveChangesAsync();
    });

    private static Task<List<OutgoingMessage>> LettersAsync(PortalApp app, string kind) => app.DoAsync(async (work, _) =>
    {
        var letters = await work.Db.OutgoingMessages.Where(message => message.Kind == kind).ToListAsync();
        foreach (var letter in letters) (letter.To.Value + letter.Text.Value).ShouldNotBeEmpty(); // unsealed while the unit of work is open
        return letters;
    });
}
