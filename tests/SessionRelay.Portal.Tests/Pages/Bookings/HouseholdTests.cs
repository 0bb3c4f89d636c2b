using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Session;
using SessionRelay.Portal.Pages.Staff;
using Calendar = SessionRelay.Portal.Pages.Staff.Calendar;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>Couples and families: who is added, who is booked, and whose link opens what.</summary>
public sealed class HouseholdTests(PortalApp app)
{
    private static readonly (string, string?)[] Partner =
        [("Name", "Ben Wetherby"), ("Role", "Partner"), ("Relationship", "husband"), ("Email", "ben@example.org"), ("Region", "US-NY"), ("Zone", "America/Chicago")];

    [Fact]
    public async Task Staff_adds_a_partner_and_books_them_too_and_each_link_opens_one_booking_for_one_person()
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        var client = await app.ClientAsync(therapist);
        await person.OpenAsync<HouseholdModel>(new { id = client });
        await person.PostAsync([.. Partner, ("Phone", "(212) 555-0177")], "Add");
        person.Words.ShouldContain("Ben Wetherby can take part from now on.");
        var partner = await SessionSeed.ReadAsync(app, db => db.HouseholdMembers.SingleAsync(member => member.ClientId == client));
        partner.Phone.ShouldNotBeNull().Value.ShouldBe("+12125550177"); // one way of writing

        await person.OpenAsync<Calendar.BookModel>(new { id = client, others = partner.Id });
        var start = InstantPattern.General.Parse(person.Page.QuerySelectorAll("button[name=Start]")[^1].GetAttribute("value")!).Value;
        await person.PostTimeAsync(start);
        person.Words.ShouldContain("The session is booked.");

        var places = await SessionSeed.ReadAsync(app, db => db.BookingParticipants.Where(place => place.ClientId == client).ToListAsync());
        places.Select(place => (place.MemberId, place.Zone)).ShouldBe([(null, BookingWorld.Zone), (partner.Id, "America/Chicago")], ignoreOrder: true);
        places.Select(place => place.LinkHash).OfType<string>().Distinct().Count().ShouldBe(2); // with the booking, before anything is mailed
        using var visitor = await app.VisitorAsync();
        foreach (var place in places)
        {
            var secret = await app.DoAsync((work, _) => Task.FromResult(PlaceLinks.SecretOf(work.Vault, place.Id)));
            await visitor.OpenAsync<JoinModel>(new { link = secret });
            visitor.Words.ShouldContain("The room opens at");
            (await app.DoAsync((work, services) => services.GetRequiredService<JoinLinks>().FindAsync(secret, default))).ShouldBe(place.Id);
            visitor.Page.Body!.TextContent.ShouldContain(place.MemberId is null ? "Eastern Time" : "Central Time");
        }
    }

    [Fact]
    public async Task Post_WhenTheAddressIsSomebodyElseS_ReturnsError()
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        var client = await app.ClientAsync(therapist);
        await person.OpenAsync<HouseholdModel>(new { id = client });
        await person.PostAsync(Partner, "Add");
        await person.OpenAsync<HouseholdModel>(new { id = client });

        await person.PostAsync([.. Partner.Where(field => field.Item1 != "Name"), ("Name", "Bea Wetherby")], "Add");

        person.Problem("Email").ShouldNotBeNull().ShouldContain("Each needs one of their own.");
        person.Page.QuerySelector("#Name")!.GetAttribute("value").ShouldBe("Bea Wetherby");
        (await CountAsync(client)).ShouldBe(1);
    }

    [Theory]
    [InlineData("Name", null, "Write their name.")]
    [InlineData("Email", null, "Write their e-mail address")]
    [InlineData("Role", "Guardian", "Choose one of these.")]
    [InlineData("Region", "US-XX", "Choose one of the list.")]
    [InlineData("Zone", "Mars/Olympus", "Choose one of the list.")]
    [InlineData("Phone", "+1 999 999 9999", "not a number that can be called")]
    public async Task Post_WhenSomethingCannotBe_ReturnsError(string field, string? value, string words)
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        var client = await app.ClientAsync(therapist);
        await person.OpenAsync<HouseholdModel>(new { id = client });

        await person.PostAsync([.. Partner.Where(known => known.Item1 != field), (field, value)], "Add");

        person.Problem(field).ShouldNotBeNull().ShouldContain(words);
        (await CountAsync(client)).ShouldBe(0);
    }

    [Fact]
    public async Task Who_was_booked_stays_and_who_was_not_can_be_removed()
    {
        var (person, therapist) = await app.SignedInTherapistAsync();
        using var _ = person;
        var client = await app.ClientAsync(therapist);
        await person.OpenAsync<HouseholdModel>(new { id = client });
        await person.PostAsync(Partner, "Add");
        await person.PostAsync(button: "Remove Ben Wetherby");
        (await CountAsync(client)).ShouldBe(0);
        await person.PostAsync(Partner, "Add");
        var member = await SessionSeed.ReadAsync(app, db => db.HouseholdMembers.SingleAsync(known => known.ClientId == client));
        var request = SessionRelay.Portal.Tests.Data.TestPractice.Request(therapist, client, BookingWorld.Soon);
        await app.DoAsync((_, services) => services.GetRequiredService<BookingStore>().BookAsync(
            request with { Participants = [.. request.Participants, new ParticipantRequest(member.Id, member.Zone, member.Region)] }));

        await person.OpenAsync<HouseholdModel>(new { id = client });
        await person.PostAsync(button: "Remove Ben Wetherby");

        person.Words.ShouldContain("Who was booked already stays");
        (await CountAsync(client)).ShouldBe(1);
    }

    [Fact]
    public async Task A_guardian_sees_no_way_into_a_teen_s_session()
    {
        using var guardian = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Guardian);
        await guardian.SignInAsync(user);
        var therapist = await app.TherapistAsync();
        var client = await app.ClientAsync(therapist, user.Id, isGuardian: true);
        await app.DoAsync(async (work, _) =>
        {
            (await work.Db.Users.SingleAsync(known => known.Id == user.Id)).ClientId = client; // as the record is made
            return await work.Db.SaveChangesAsync();
        });
        await app.BookAsync(therapist, client);

        await guardian.OpenAsync<SessionRelay.Portal.Pages.Client.Session.IndexModel>();

        guardian.Words.ShouldContain("Dr. Quillfeather");
        guardian.Page.QuerySelectorAll("main a[href*='/client/session/join']").ShouldBeEmpty();
    }

    private Task<int> CountAsync(Guid client) => SessionSeed.ReadAsync(app, db => db.HouseholdMembers.CountAsync(member => member.ClientId == client));
}
