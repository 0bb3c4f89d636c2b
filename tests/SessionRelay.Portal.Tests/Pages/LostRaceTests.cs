using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Tests.Pages.Bookings;
using SessionRelay.Portal.Tests.Pages.Care;
using Hours = SessionRelay.Portal.Pages.Therapist.Hours;
using Intake = SessionRelay.Portal.Pages.Intake;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>Two have the same form open: who saves second hears who changed what, keeps what they typed, and can save it knowingly.</summary>
public class LostRaceTests(PortalApp app)
{
    [Fact]
    public async Task Post_OfARequest_SaysWhoChangedWhat()
    {
        var (request, clinician) = (await app.RequestAsync(), await app.TherapistAsync("Dr. First"));
        var (first, second) = await TwoAsync<Intake.RequestModel>(PortalRole.Intake, new { id = request });
        using var _ = first;
        using var __ = second;
        await first.PostAsync([("Clinician", clinician.ToString())], "Assign");

        await second.PostAsync([("Reason", "Too far away")], "Close the request");

        Lost(second).ShouldStartWith("Ines First changed this a moment ago: assigned, assigned to, state. Nothing of yours was saved.");
        second.Page.GetElementById("Reason")!.GetAttribute("value").ShouldBe("Too far away");
        await second.PostAsync([], "Close the request");
        second.Words.ShouldContain("Declined: Too far away");
    }

    [Fact]
    public async Task Post_OfARequestThatWasClosedMeanwhile_SaysWhoClosedIt()
    {
        var request = await app.RequestAsync();
        var (first, second) = await TwoAsync<Intake.RequestModel>(PortalRole.Intake, new { id = request });
        using var _ = first;
        using var __ = second;
        await first.PostAsync([("Reason", "No licence there")], "Close the request");

        await second.PostAsync([], "Make the client's record");

        Lost(second).ShouldStartWith("Ines First changed this a moment ago: answers, state.");
        second.Words.ShouldContain("Declined: No licence there");
        (await app.AskAsync(work => work.Db.ContactRequests.SingleAsync(row => row.Id == request))).ClientId.ShouldBeNull();
    }

    [Fact]
    public async Task Post_OfAReferral_SaysWhoChangedWhat()
    {
        var practice = new CarePractice(app);
        var referral = await practice.ReferralAsync(await practice.ClientAsync());
        var (first, second) = await TwoAsync<Intake.Care.ReferralModel>(PortalRole.Intake, new { id = referral });
        using var _ = first;
        using var __ = second;
        await first.PostAsync([("Contacts", "Harbor Clinic"), ("FollowUp", "2027-01-04")]);

        await second.PostAsync([("Contacts", "Lake Clinic"), ("FollowUp", "2027-02-04")]);

        Lost(second).ShouldStartWith("Ines First changed this a moment ago: contacts, follow up. Nothing of yours was saved yet.");
        second.Page.GetElementById("Contacts")!.TextContent.Trim().ShouldBe("Lake Clinic");
        (await ContactsAsync()).ShouldBe("Harbor Clinic");
        await second.PostAsync();
        (await ContactsAsync()).ShouldBe("Lake Clinic");

        Task<string> ContactsAsync() => practice.ReadAsync(async db => (await db.Referrals.SingleAsync(known => known.Id == referral)).Contacts!.Value);
    }

    [Fact]
    public async Task Post_OfADecisionAboutAMove_SaysWhoChangedWhat_AndOpensNoReferral()
    {
        var practice = new CarePractice(app);
        var client = await practice.ClientAsync();
        var move = await practice.MoveAsync(client);
        var (first, second) = await TwoAsync<Intake.Care.MoveModel>(PortalRole.Intake, new { id = move });
        using var _ = first;
        using var __ = second;
        await first.PostAsync(("Decision", "Dr. Oregon takes over."));

        await second.PostAsync(("Decision", "A referral near their home."), ("Refer", "true"));

        Lost(second).ShouldStartWith("Ines First changed this a moment ago: ");
        Lost(second).ShouldContain("decision");
        second.Page.GetElementById("Decision")!.TextContent.Trim().ShouldBe("A referral near their home.");
        (await practice.ReadAsync(async db => (await db.HouseMoves.SingleAsync(known => known.Id == move)).Decision!.Value)).ShouldBe("Dr. Oregon takes over.");
        (await practice.ReadAsync(db => db.Referrals.AnyAsync(known => known.ClientId == client))).ShouldBeFalse();
    }

    [Fact]
    public async Task Post_OfWhatWasDoneAboutAFlag_KeepsBothNotes()
    {
        var flag = await app.FlagAsync();
        var (first, second) = await TwoAsync<Intake.FlagModel>(PortalRole.Intake, new { id = flag });
        using var _ = first;
        using var __ = second;
        await first.PostAsync(("Note", "Called, nobody answered."));

        await second.PostAsync(("Note", "Reached the sister."));

        Lost(second).ShouldStartWith("Ines First changed this a moment ago: ");
        Lost(second).ShouldContain("note");
        second.Words.ShouldContain("Called, nobody answered.");
        second.Page.GetElementById("Note")!.TextContent.Trim().ShouldBe("Reached the sister.");
        await second.PostAsync([], "Add it");
        (await app.AskAsync(async work => (await work.Db.SafetyFlags.SingleAsync(row => row.Id == flag)).Note!.Value)).ShouldBe("Called, nobody answered.\n\nReached the sister.");
    }

    [Fact]
    public async Task Post_OfATherapistsSessions_SaysThatTheOwnerChangedTheirZone()
    {
        var (therapist, id) = await app.SignedInTherapistAsync();
        using var _ = therapist;
        using var owner = await ColleagueAsync(PortalRole.Owner, "Olga Owner");
        await therapist.OpenAsync<Hours.SessionsModel>();
        await owner.OpenAsync<Owner.Staff.MemberModel>(new { id });
        await owner.PostAsync([("Zone", "America/Denver")], "Save");

        await therapist.PostAsync(("MaxPerDay", "5"));

        Lost(therapist).ShouldStartWith("Olga Owner changed this a moment ago: zone.");
        therapist.Page.GetElementById("MaxPerDay")!.GetAttribute("value").ShouldBe("5");
        (await app.AskAsync(work => work.Db.Therapists.SingleAsync(row => row.Id == id))).MaxPerDay.ShouldBeNull();
        await therapist.PostAsync();
        therapist.Words.ShouldContain("Kept.");
        (await app.AskAsync(work => work.Db.Staff.SingleAsync(row => row.Id == id))).Zone.ShouldBe("America/New_York");
    }

    [Fact]
    public async Task Post_OfATherapistsSessions_SaysThatTheOwnerChangedTheirProfile()
    {
        var (therapist, id) = await app.SignedInTherapistAsync();
        using var _ = therapist;
        using var owner = await ColleagueAsync(PortalRole.Owner, "Olga Owner");
        await therapist.OpenAsync<Hours.SessionsModel>();
        await owner.OpenAsync<Owner.Staff.ProfileModel>(new { id });
        await owner.PostAsync(("MaxPerDay", "3"), ("Populations", "Adult"), ("Languages", "en"), ("CaseloadLimit", "20"));
        owner.Words.ShouldContain("Saved.");

        await therapist.PostAsync(("Buffer", "15"));

        Lost(therapist).ShouldStartWith("Olga Owner changed this a moment ago: ");
        Lost(therapist).ShouldContain("max per day");
    }

    [Fact]
    public async Task Hours_that_are_gone_already_are_said_to_be_so()
    {
        var (therapist, _) = await app.SignedInTherapistAsync();
        using var person = therapist;
        await person.OpenAsync<Hours.IndexModel>();
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)person.Page.QuerySelector("form[action*=Remove]")!;
        using (await person.RawAsync(HttpMethod.Post, form.GetAttribute("action")!, new FormUrlEncodedContent(person.FormValues(form))))
        {
            await person.SendFormAsync("form[action*=Remove]");
        }

        person.Words.ShouldContain("Those hours were removed before.");
    }

    [Fact]
    public async Task Hours_that_overlap_are_kept_once_however_many_add_them_at_once()
    {
        var (therapist, id) = await app.SignedInTherapistAsync();
        using var person = therapist;
        await person.OpenAsync<Hours.IndexModel>();
        await person.SendFormAsync("form[action*=Remove]"); // Monday's
        var form = person.Form("Add");
        var values = person.FormValues(form).Where(field => field.Key is not ("From" or "To" or "Day")).ToList();
        values.AddRange([new("Day", "Monday"), new("From", "09:00"), new("To", "12:00")]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => person.RawAsync(HttpMethod.Post, form.GetAttribute("action") ?? person.Place, new FormUrlEncodedContent(values))));

        answers.Count(answer => answer.StatusCode == System.Net.HttpStatusCode.Redirect).ShouldBe(1);
        foreach (var answer in answers) answer.Dispose();
        (await app.AskAsync(work => work.Db.WeeklyHours.CountAsync(row => row.StaffId == id && row.Day == NodaTime.IsoDayOfWeek.Monday))).ShouldBe(1);
    }

    [Fact]
    public async Task Post_OfNetworks_SaysWhoChangedThem_AndOtherChangesOfTheTherapistAreNoMatter()
    {
        var id = await OwnerPages.MemberAsync(app);
        var insurers = await app.InDatabaseAsync(async work =>
        {
            Insurer[] two = [new() { Name = $"Aspen {Guid.NewGuid():N}" }, new() { Name = $"Birch {Guid.NewGuid():N}" }];
            work.Db.AddRange(two);
            await work.Db.SaveChangesAsync();
            return two.Select(insurer => insurer.Id).ToArray();
        });
        var (first, second) = await TwoAsync<Owner.Staff.NetworksModel>(PortalRole.Owner, new { id });
        using var _ = first;
        using var __ = second;
        await first.PostAsync(("Networks", insurers[0].ToString()));
        first.Words.ShouldContain("Saved.");

        await second.PostAsync(("Networks", insurers[1].ToString()));

        Lost(second).ShouldStartWith("Ines First changed this a moment ago: networks.");
        (await NetworksAsync()).ShouldBe([insurers[0]]);
        await first.OpenAsync<Owner.Staff.ProfileModel>(new { id });
        await first.PostAsync(("CaseloadLimit", "9"), ("Lengths", "50"), ("Languages", "en"), ("Formats", "Video"));
        first.Words.ShouldContain("Saved.");
        await second.OpenAsync<Owner.Staff.NetworksModel>(new { id });
        await first.PostAsync(("CaseloadLimit", "8"));
        await second.PostAsync(("Networks", insurers[1].ToString()));
        Lost(second).ShouldStartWith("Ines First changed this a moment ago: caseload limit.");
        await second.PostAsync();
        (await NetworksAsync()).ShouldBe([insurers[1]]);

        async Task<Guid[]> NetworksAsync() => await app.InDatabaseAsync(work => work.Db.TherapistNetworks.Where(network => network.StaffId == id).Select(network => network.InsurerId).ToArrayAsync());
    }

    [Theory]
    [InlineData("Welcome", "welcome")]
    [InlineData("Crisis", "crisis")]
    [InlineData("BackupPlan", "backup plan")]
    [InlineData("Fees", "fees")]
    public async Task Post_OfATextOfThePractice_SaysWhoChangedIt(string field, string words)
    {
        await using var own = app.Another();
        using var first = await ColleagueAsync(PortalRole.Owner, "Ines First", own);
        using var second = await ColleagueAsync(PortalRole.Owner, "Bo Second", own);
        await first.OpenAsync<Owner.DetailsModel>();
        await first.PostAsync(("Name", "Elm Practice"));
        await first.OpenAsync<Owner.DetailsModel>();
        await second.OpenAsync<Owner.DetailsModel>();
        await first.PostAsync((field, "Theirs."));

        await second.PostAsync((field, "Ours."));

        Lost(second).ShouldStartWith($"Ines First changed this a moment ago: {words}. Nothing of yours was saved yet.");
        second.Page.GetElementById(field)!.TextContent.Trim().ShouldBe("Ours.");
        await second.PostAsync();
        second.Page.GetElementById(field)!.TextContent.Trim().ShouldBe("Ours.");
        second.Words.ShouldContain("Saved.");
    }

    [Fact]
    public async Task Two_new_practices_at_once_become_one()
    {
        await using var own = app.Another();
        using var first = await ColleagueAsync(PortalRole.Owner, "Ines First", own);
        using var second = await ColleagueAsync(PortalRole.Owner, "Bo Second", own);
        await first.OpenAsync<Owner.DetailsModel>();
        await second.OpenAsync<Owner.DetailsModel>();
        await first.PostAsync(("Name", "Elm Practice"), ("Welcome", "Theirs."));

        await second.PostAsync(("Name", "Oak Practice"));

        Lost(second).ShouldStartWith("Ines First changed this a moment ago: ");
        Lost(second).ShouldContain("name");
    }

    [Fact]
    public async Task Post_OfAnEdition_SaysWhoPublishedBefore()
    {
        await using var own = app.Another();
        using var first = await ColleagueAsync(PortalRole.Owner, "Ines First", own);
        using var second = await ColleagueAsync(PortalRole.Owner, "Bo Second", own);
        foreach (var person in new[] { first, second }) await person.OpenAsync<Owner.Documents.PublishModel>(new { kind = "PrivacyNotice" });
        await first.PostAsync(("DocumentTitle", "How we keep your data"), ("Words", "One."));

        await second.PostAsync(("DocumentTitle", "Data"), ("Words", "Two."));

        Lost(second).ShouldStartWith("Ines First published edition 1 a moment ago, \u201cHow we keep your data\u201d. Nothing of yours was published.");
        second.Page.GetElementById("Words")!.TextContent.Trim().ShouldBe("Two.");
    }

    private static string Lost(Person person) => person.Page.QuerySelector(".errors li")!.TextContent;

    private async Task<(Person First, Person Second)> TwoAsync<TPage>(PortalRole role, object values)
        where TPage : Microsoft.AspNetCore.Mvc.RazorPages.PageModel
    {
        var (first, second) = (await ColleagueAsync(role, "Ines First"), await ColleagueAsync(role, "Bo Second"));
        await first.OpenAsync<TPage>(values);
        await second.OpenAsync<TPage>(values);
        return (first, second);
    }

    /// <summary>Somebody of the staff with a name, signed in.</summary>
    private async Task<Person> ColleagueAsync(PortalRole role, string name, PortalApp? at = null)
    {
        var there = at ?? app;
        var person = await there.VisitorAsync();
        var user = await there.AddUserAsync(PortalRoles.Of(role).Single());
        await there.InDatabaseAsync(async work =>
        {
            work.Db.Add(new StaffMember { Name = name, Roles = role, Zone = "America/New_York", UserId = user.Id });
            return await work.Db.SaveChangesAsync();
        });
        await person.SignInAsync(user);
        return person;
    }
}
