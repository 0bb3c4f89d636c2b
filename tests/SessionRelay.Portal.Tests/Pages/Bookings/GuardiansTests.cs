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

    private sealed record Teen(Person Staff, Person Mother, Guid Client, Guid Therapist)
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
        return new Teen(staff, mother, client, therapist);
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
