using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages;
using Account = SessionRelay.Portal.Pages.Account;
using OwnerStaff = SessionRelay.Portal.Pages.Owner.Staff;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>The owner adds people, says what they do, and lets them go.</summary>
public sealed class StaffTests(PortalApp app)
{
    [Fact]
    public async Task Post_OfAnInvitationWithoutMail_ShowsTheLinkAndItLeadsIn()
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<OwnerStaff.AddModel>();
        var address = $"{Guid.NewGuid():N}@example.org";

        await owner.PostAsync(("Name", "<b>Robin</b> New"), ("JobTitle", "LCSW"), ("Email", address), ("Zone", "America/Denver"), ("Roles", "Therapist"));

        owner.Page.QuerySelector("h1")!.TextContent.ShouldBe("<b>Robin</b> New");
        var link = owner.Words.Split().Single(word => word.Contains("/enter?token="));
        using var robin = await app.VisitorAsync();
        await robin.OpenAsync(new Uri(link).PathAndQuery);
        await robin.PostAsync();
        robin.Place.ShouldBe(app.Link<Account.SecureModel>());
        (await owner.RawAsync(HttpMethod.Get, owner.Place)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await owner.OpenAsync(owner.Place);
        owner.Words.ShouldNotContain("/enter?token="); // said once
    }

    [Theory]
    [InlineData("Name", "", "Write their name.")]
    [InlineData("Email", "no address", "Write an e-mail address, like name@example.org.")]
    [InlineData("Zone", "Mars/Olympus", "Choose a time zone of the list.")]
    [InlineData("Roles", null, "Choose at least one.")]
    [InlineData("Roles", "Client", "Choose at least one.")]
    public async Task Post_WhenAFieldCannotBe_SaysWhatAndKeepsTheRest(string field, string? value, string problem)
    {
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<OwnerStaff.AddModel>();
        (string, string?)[] typed = [("Name", "Robin New"), ("Email", $"{Guid.NewGuid():N}@example.org"), ("Zone", "America/Denver"), ("Roles", "Therapist"), ("JobTitle", "LPC")];

        await owner.PostAsync([.. typed.Where(pair => pair.Item1 != field), (field, value)]);

        owner.Problem(field).ShouldBe(problem);
        owner.Summary().ShouldNotBeEmpty();
        owner.Page.QuerySelector("#JobTitle")!.GetAttribute("value").ShouldBe("LPC");
    }

    [Fact]
    public async Task Post_OfAnAddressThatHasASignIn_SaysSo()
    {
        var user = await app.AddUserAsync(PortalRoles.Client);
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<OwnerStaff.AddModel>();

        await owner.PostAsync(("Name", "Robin New"), ("Email", user.Email), ("Zone", "America/Denver"), ("Roles", "Intake"));

        owner.Problem("Email").ShouldBe("This address has a sign-in here already.");
    }

    [Fact]
    public async Task Post_OfALeave_TakesTheWayInAndAReturnGivesItBack()
    {
        var id = await OwnerPages.MemberAsync(app);
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<OwnerStaff.MemberModel>(new { id });

        await owner.PostAsync([], "Robin Sample leaves");

        owner.Words.ShouldContain("can't sign in");
        (await RolesAsync(id)).ShouldBe(PortalRole.None);
        await owner.PostAsync([], "Robin Sample comes back");
        (await RolesAsync(id)).ShouldBe(PortalRole.Therapist);
    }

    [Fact]
    public async Task Post_AfterSomebodyElseSaved_SaysWhoChangedWhatAndKeepsWhatWasTyped()
    {
        var id = await OwnerPages.MemberAsync(app);
        using var first = await app.SignedInAsync(PortalRoles.Owner);
        using var second = await app.SignedInAsync(PortalRoles.Owner);
        await first.OpenAsync<OwnerStaff.MemberModel>(new { id });
        await second.OpenAsync<OwnerStaff.MemberModel>(new { id });
        await first.PostAsync([("JobTitle", "LMFT")], "Save");

        await second.PostAsync([("Zone", "America/Phoenix")], "Save");

        second.Page.QuerySelector(".errors")!.TextContent.ShouldContain("changed this a moment ago: title.");
        second.Page.QuerySelector("#Zone option[selected]")!.GetAttribute("value").ShouldBe("America/Phoenix");
        await second.PostAsync([], "Save");
        second.Words.ShouldContain("Saved.");
    }

    [Fact]
    public async Task Post_OfALicence_ShowsItsStateAndAnImpossibleDateIsRefused()
    {
        var id = await OwnerPages.MemberAsync(app);
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<OwnerStaff.PapersModel>(new { id });

        await owner.PostAsync(("Kind", "Licence"), ("Place", "New York"), ("From", "2026-02-30"), ("Until", "2025-01-01"));
        owner.Problem("Place").ShouldNotBeNull();
        owner.Problem("From").ShouldNotBeNull();
        await owner.PostAsync(("Kind", "Licence"), ("Place", "ZZ"), ("From", "2020-02-28"), ("Until", "2024-01-01"));
        owner.Problem("Place").ShouldBe("Choose the region of the licence.");
        await owner.PostAsync(("Kind", "Licence"), ("Place", "US-NY"), ("From", "2020-02-28"), ("Until", "2024-01-01"), ("Number", "LIC-<1>"));

        owner.Words.ShouldContain("Licence for New York");
        owner.Words.ShouldContain("LIC-<1>");
        owner.Words.ShouldContain("Has ended: matches nobody");
        await owner.OpenAsync<SessionRelay.Portal.Pages.Owner.IndexModel>();
        owner.Words.ShouldContain("Has ended: matches nobody");
    }

    [Fact]
    public async Task Post_OfALicenceForARegionThatIsNotListed_IsByItsCodeAndShownAgain()
    {
        var id = await OwnerPages.MemberAsync(app);
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<OwnerStaff.PapersModel>(new { id });

        await owner.PostAsync(("Kind", "Licence"), ("Place", "other"), ("From", "2024-01-01"), ("Until", "2030-01-01"));
        owner.Problem("PlaceCode").ShouldBe("Write the region's code, like PH or CN-HK.");
        await owner.PostAsync(("Kind", "Licence"), ("Place", "other"), ("PlaceCode", "zz"), ("From", "2024-01-01"), ("Until", "2030-01-01"));
        owner.Problem("PlaceCode").ShouldNotBeNull("nobody is licensed elsewhere");
        await owner.PostAsync(("Kind", "Licence"), ("Place", "other"), ("PlaceCode", "cn-hk"), ("From", "2024-01-01"), ("Until", "2030-01-01"));

        owner.Words.ShouldContain("Licence for CN-HK");
        await owner.OpenAsync<OwnerStaff.LicenceModel>(new { id = (await LicenceAsync(id)).Id });
        owner.Page.QuerySelector("#Place option[selected]")!.GetAttribute("value").ShouldBe("other");
        owner.Page.QuerySelector("#PlaceCode")!.GetAttribute("value").ShouldBe("CN-HK");
        await owner.PostAsync([], "Save");
        owner.Words.ShouldContain("Saved.");
        (await LicenceAsync(id)).Region.Code.ShouldBe("CN-HK");
    }

    [Fact]
    public async Task Post_OfALicenceForAListedRegionAndACode_IsRefusedAtTheCode()
    {
        var id = await OwnerPages.MemberAsync(app);
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<OwnerStaff.PapersModel>(new { id });

        await owner.PostAsync(("Kind", "Licence"), ("Place", "US-NY"), ("PlaceCode", "PH"), ("From", "2024-01-01"), ("Until", "2030-01-01"));
        owner.Problem("PlaceCode").ShouldBe("Choose another region in the list, or leave the code empty.");
        owner.Problem("Place").ShouldBeNull();
        await owner.PostAsync(("Kind", "Licence"), ("Place", "US-NY"), ("PlaceCode", " "), ("From", "2024-01-01"), ("Until", "2030-01-01"));

        owner.Words.ShouldContain("Licence for New York");
    }

    [Fact]
    public async Task Get_OfALicenceThatWasStoredForElsewhere_ShowsItsCode()
    {
        var id = await OwnerPages.MemberAsync(app);
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await app.InDatabaseAsync(async work =>
        {
            work.Db.Add(new StaffLicence { StaffId = id, Region = Region.Elsewhere, From = new LocalDate(2024, 1, 1), Until = new LocalDate(2030, 1, 1) });
            return await work.Db.SaveChangesAsync();
        });

        await owner.OpenAsync<OwnerStaff.LicenceModel>(new { id = (await LicenceAsync(id)).Id });

        owner.Page.QuerySelector("#Place option[selected]")!.GetAttribute("value").ShouldBe("other");
        owner.Page.QuerySelector("#PlaceCode")!.GetAttribute("value").ShouldBe("ZZ");
    }

    [Theory]
    [InlineData("Populations", null)]
    [InlineData("Lengths", "55")]
    [InlineData("CaseloadLimit", "many")]
    [InlineData("BufferMinutes", "7")]
    [InlineData("Languages", "<script>")]
    [InlineData("Formats", "Messages")]
    public async Task Post_OfAProfileThatCannotBe_IsRefusedAtItsField(string field, string? value)
    {
        var id = await OwnerPages.MemberAsync(app);
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<OwnerStaff.ProfileModel>(new { id });

        await owner.PostAsync((field, value));

        owner.Problem(field).ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_OfAProfile_IsKept()
    {
        var id = await OwnerPages.MemberAsync(app);
        using var owner = await app.SignedInAsync(PortalRoles.Owner);
        await owner.OpenAsync<OwnerStaff.ProfileModel>(new { id });

        await owner.PostAsync(("Concerns", "Burnout"), ("Concerns", "Anxiety"), ("Languages", "en, es"), ("MaxPerDay", "6"));

        owner.Words.ShouldContain("Saved.");
        var profile = await app.InDatabaseAsync(work => work.Db.Therapists.SingleAsync(its => its.Id == id));
        profile.Concerns.ShouldBe([SessionRelay.Portal.Domain.Care.Concern.Burnout, SessionRelay.Portal.Domain.Care.Concern.Anxiety]);
        profile.Languages.ShouldBe(["en", "es"]);
        profile.MaxPerDay.ShouldBe(6);
    }

    private Task<StaffLicence> LicenceAsync(Guid member) => app.InDatabaseAsync(work => work.Db.Licences.SingleAsync(licence => licence.StaffId == member));

    private Task<PortalRole> RolesAsync(Guid member) => app.InDatabaseAsync(async work =>
    {
        var user = (await work.Db.Staff.SingleAsync(known => known.Id == member)).UserId;
        return (await work.Db.Users.SingleAsync(known => known.Id == user)).Roles;
    });
}
