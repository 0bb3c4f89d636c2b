using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Session;
using SessionRelay.Portal.Pages.Staff;
using SessionRelay.Portal.Tests.Data;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>Somebody of a household moves, or has another address: what goes along, what ends, and who is told.</summary>
public sealed class HouseholdMemberTests
{
    private const string Old = "ben@example.org";
    private const string New = "ben.new@example.org";

    [Fact]
    public async Task A_new_region_and_zone_hold_for_sessions_to_come_and_who_must_know_of_a_missing_licence_is_told()
    {
        await using var app = WithMail();
        var its = await CoupleAsync(app);
        await its.Staff.OpenAsync<HouseholdMemberModel>(new { id = its.Member });

        await its.Staff.PostAsync(("Region", "US-OR"), ("Zone", "America/Los_Angeles"));

        its.Staff.Words.ShouldContain("Saved. Sessions to come go along.");
        its.Staff.Words.ShouldContain("Oregon");
        await app.DoAsync(async (work, _) =>
        {
            var member = await work.Db.HouseholdMembers.SingleAsync(known => known.Id == its.Member);
            (member.Region.Code, member.Zone, member.Email!.Value).ShouldBe(("US-OR", "America/Los_Angeles", Old));
            var places = await work.Db.BookingParticipants.Where(place => place.ClientId == its.Client).ToListAsync();
            places.Select(place => (place.MemberId, place.Region.Code, place.Zone)).ShouldBe([(null, "US-NY", BookingWorld.Zone), (its.Member, "US-OR", "America/Los_Angeles")], ignoreOrder: true);
            places.Select(place => place.Id).ShouldContain(its.Place, "where somebody is changes no link");
            var notices = await work.Db.StaffNotices.Where(notice => notice.ClientId == its.Client && notice.Kind == NoticeKinds.HouseMove).ToListAsync();
            notices.Select(notice => notice.StaffId).ShouldBe([null, its.Therapist], ignoreOrder: true);
            notices.ShouldAllBe(notice => notice.Details!.Value.Contains("Sessions with them to come: 1, without a licence there: 1."));
            (await work.Db.AuditTrail.AnyAsync(entry => entry.ClientId == its.Client && entry.Action == AuditAction.Update && entry.Table == "HouseholdMembers" && entry.Fields.Contains("Region"))).ShouldBeTrue();
            return true;
        });
        its.Staff.Dispose();
    }

    [Fact]
    public async Task With_a_new_address_links_of_the_old_one_end_and_new_ones_go_out_once()
    {
        await using var app = WithMail();
        var its = await CoupleAsync(app);
        var old = await app.DoAsync((work, _) => Task.FromResult(PlaceLinks.SecretOf(work.Vault, its.Place)));
        using var visitor = await app.VisitorAsync();
        await visitor.OpenAsync<JoinModel>(new { link = old });
        visitor.Status.ShouldBe(HttpStatusCode.OK);
        await its.Staff.OpenAsync<HouseholdMemberModel>(new { id = its.Member });

        await its.Staff.PostAsync(("Email", New));

        its.Staff.Words.ShouldContain(New);
        await visitor.OpenAsync<JoinModel>(new { link = old });
        visitor.Status.ShouldBe(HttpStatusCode.NotFound);
        await app.DoAsync(async (work, _) =>
        {
            var place = await work.Db.BookingParticipants.SingleAsync(known => known.MemberId == its.Member);
            place.Id.ShouldNotBe(its.Place);
            (await work.Db.Reminders.Where(reminder => reminder.RecipientId == place.Id).ToListAsync()).ShouldHaveSingleItem().Kind.ShouldBe(ReminderKinds.Booked);
            var letter = (await work.Db.OutgoingMessages.Where(message => message.Kind == "address-changed").ToListAsync()).ShouldHaveSingleItem();
            letter.To.Value.ShouldBe(Old);
            letter.Text.Value.ShouldNotContain(New);
            letter.Text.Value.ShouldNotContain("Wetherby");
            var link = PlaceLinks.SecretOf(work.Vault, place.Id);
            await visitor.OpenAsync<JoinModel>(new { link });
            visitor.Status.ShouldBe(HttpStatusCode.OK);
            return true;
        });
        its.Staff.Dispose();
    }

    [Fact]
    public async Task A_guardian_with_a_new_address_has_a_sign_in_there_and_none_at_the_old_one()
    {
        await using var app = WithMail();
        var (staff, therapist) = await app.SignedInTherapistAsync();
        using var _ = staff;
        using var mother = await app.VisitorAsync();
        var user = await app.AddUserAsync(PortalRoles.Guardian);
        await mother.SignInAsync(user);
        var client = await app.ClientAsync(therapist, user.Id, isGuardian: true);
        var member = await app.DoAsync(async (work, _) =>
        {
            (await work.Db.Clients.SingleAsync(known => known.Id == client)).Population = Population.Teen;
            (await work.Db.Users.SingleAsync(known => known.Id == user.Id)).ClientId = client;
            var gerda = await work.Db.HouseholdMembers.SingleAsync();
            (gerda.Email, gerda.EmailHash) = (user.Email!, work.Vault.EmailHash(user.Email!));
            await work.Db.SaveChangesAsync();
            return gerda.Id;
        });
        await staff.OpenAsync<HouseholdMemberModel>(new { id = member });

        await staff.PostAsync(("Email", "gerda.new@example.org"));

        staff.Words.ShouldContain("Saved.");
        await mother.OpenAsync<SessionRelay.Portal.Pages.Client.IndexModel>();
        mother.Page.Body!.TextContent.ShouldNotContain("Wetherby");
        await app.DoAsync(async (work, _) =>
        {
            var gerda = await work.Db.HouseholdMembers.SingleAsync();
            gerda.UserId.ShouldNotBe(user.Id);
            var own = await work.Db.Users.SingleAsync(known => known.Id == gerda.UserId);
            (own.Email, own.ClientId, own.Roles).ShouldBe(("gerda.new@example.org", client, PortalRole.Guardian));
            (await work.Db.Users.SingleAsync(known => known.Id == user.Id)).ClientId.ShouldBeNull();
            (await work.Db.OutgoingMessages.SingleAsync(message => message.Kind == "welcome")).To.Value.ShouldBe("gerda.new@example.org");
            return true;
        });
    }

    [Theory]
    [InlineData("Email", "", "Write their e-mail address")]
    [InlineData("Email", "nobody", "e-mail address")]
    [InlineData("Region", "US-XX", "Choose one of the list.")]
    [InlineData("Zone", "Mars/Olympus", "Choose one of the list.")]
    public async Task Post_WhenSomethingCannotBe_ReturnsError(string field, string value, string words)
    {
        await using var app = WithMail();
        var its = await CoupleAsync(app);
        await its.Staff.OpenAsync<HouseholdMemberModel>(new { id = its.Member });

        await its.Staff.PostAsync((field, value));

        its.Staff.Problem(field).ShouldNotBeNull().ShouldContain(words);
        its.Staff.Dispose();
    }

    [Theory]
    [InlineData("the client's")]
    [InlineData("another's of the household")]
    public async Task Post_WhenTheAddressIsSomebodyElseS_ReturnsTheSameError_AndChangesNothing(string whose)
    {
        await using var app = WithMail();
        var its = await CoupleAsync(app);
        var taken = whose == "the client's" ? "ann@example.org" : "cleo@example.org";
        await app.DoAsync(async (work, _) =>
        {
            if (whose == "the client's") (await work.Db.Clients.SingleAsync()).EmailHash = work.Vault.EmailHash(taken);
            else work.Db.Add(new HouseholdMember { ClientId = its.Client, Role = HouseholdRole.FamilyMember, Name = "Cleo", Email = taken, EmailHash = work.Vault.EmailHash(taken), Region = Region.Parse("US-NY"), Zone = BookingWorld.Zone });
            return await work.Db.SaveChangesAsync();
        });
        await its.Staff.OpenAsync<HouseholdMemberModel>(new { id = its.Member });

        await its.Staff.PostAsync(("Email", taken), ("Region", "US-OR"));

        its.Staff.Problem("Email").ShouldBe(HouseholdModel.AddressTaken);
        its.Staff.Page.QuerySelector("#Email")!.GetAttribute("value").ShouldBe(taken);
        (await app.DoAsync(async (work, _) => await work.Db.HouseholdMembers.SingleAsync(known => known.Id == its.Member))).Region.Code.ShouldBe("US-NY");
        its.Staff.Dispose();
    }

    [Fact]
    public async Task Post_OfAGuardian_WhenTheAddressIsTheStaffs_ReturnsTheSameError()
    {
        await using var app = WithMail();
        var its = await CoupleAsync(app);
        var staff = await app.AddUserAsync(PortalRoles.Intake);
        await app.DoAsync(async (work, _) =>
        {
            (await work.Db.HouseholdMembers.SingleAsync()).Role = HouseholdRole.Guardian;
            return await work.Db.SaveChangesAsync();
        });
        await its.Staff.OpenAsync<HouseholdMemberModel>(new { id = its.Member });

        await its.Staff.PostAsync(("Email", staff.Email));

        its.Staff.Problem("Email").ShouldBe(HouseholdModel.AddressTaken);
        (await app.DoAsync(async (work, _) => (await work.Db.HouseholdMembers.SingleAsync()).Email!.Value)).ShouldBe(Old);
        its.Staff.Dispose();
    }

    [Fact]
    public async Task Post_AfterSomebodyElseChangedIt_SaysWhoChangedWhat()
    {
        await using var app = WithMail();
        var its = await CoupleAsync(app);
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        await intake.OpenAsync<HouseholdMemberModel>(new { id = its.Member });
        await its.Staff.OpenAsync<HouseholdMemberModel>(new { id = its.Member });
        await its.Staff.PostAsync(("Zone", "America/Denver"));

        await intake.PostAsync(("Region", "US-OR"));

        intake.Page.QuerySelector(".errors")!.TextContent.ShouldContain("Dr. Quillfeather changed this a moment ago: zone.");
        intake.Page.QuerySelector("#Region option[selected]")!.GetAttribute("value").ShouldBe("US-OR");
        its.Staff.Dispose();
    }

    [Fact]
    public async Task Who_was_a_guardian_once_is_changed_by_nobody()
    {
        await using var app = WithMail();
        var its = await CoupleAsync(app);
        await app.DoAsync(async (work, _) =>
        {
            (await work.Db.HouseholdMembers.SingleAsync()).Role = HouseholdRole.FormerGuardian;
            return await work.Db.SaveChangesAsync();
        });

        await its.Staff.OpenAsync<HouseholdMemberModel>(new { id = its.Member });

        its.Staff.Status.ShouldBe(HttpStatusCode.NotFound);
        its.Staff.Dispose();
    }

    private sealed record Couple(Person Staff, Guid Therapist, Guid Client, Guid Member, Guid Place);

    /// <summary>A therapist, a client, their partner, and a session of the two to come.</summary>
    private static async Task<Couple> CoupleAsync(PortalApp app)
    {
        var (staff, therapist) = await app.SignedInTherapistAsync();
        var client = await app.ClientAsync(therapist);
        var member = await app.DoAsync(async (work, _) =>
        {
            var ben = new HouseholdMember { ClientId = client, Role = HouseholdRole.Partner, Name = "Ben Wetherby", Email = Old, EmailHash = work.Vault.EmailHash(Old), Region = Region.Parse("US-NY"), Zone = BookingWorld.Zone };
            work.Db.Add(ben);
            await work.Db.SaveChangesAsync();
            return ben;
        });
        var request = TestPractice.Request(therapist, client, BookingWorld.Soon);
        var outcome = await app.DoAsync((_, services) => services.GetRequiredService<BookingStore>().BookAsync(request with { Participants = [.. request.Participants, new ParticipantRequest(member.Id, member.Zone, member.Region)] }));
        return new Couple(staff, therapist, client, member.Id, outcome.Bookings[0].Participants.Single(place => place.MemberId == member.Id).Id);
    }

    private static PortalApp WithMail() => PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));
}
