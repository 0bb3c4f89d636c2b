using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Pages.Intake;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>Nothing waits unseen, and what is done with a request is done once.</summary>
public sealed class IntakeQueueTests(PortalApp app)
{
    [Fact]
    public async Task Get_ShowsHowLongEachWaits_AndFlagsFirst()
    {
        using var person = await app.SignedInAsync(PortalRoles.Intake);
        var old = await app.RequestAsync("Olive Old", Duration.FromHours(50));
        var flagged = await app.RequestAsync("Fern Flagged", Duration.FromMinutes(3));
        await app.AskAsync(async work =>
        {
            work.Db.Add(new SafetyFlag { ContactRequestId = flagged, Source = FlagSource.FirstContact, RaisedAt = work.Database.Clock.GetCurrentInstant() });
            return await work.Db.SaveChangesAsync();
        });

        await person.OpenAsync<IndexModel>();

        var rows = person.Page.QuerySelectorAll("tbody tr").Select(row => row.TextContent).ToList();
        var (first, later) = (rows.FindIndex(row => row.Contains("Fern Flagged")), rows.FindIndex(row => row.Contains("Olive Old")));
        first.ShouldBeInRange(0, later - 1);
        rows[first].ShouldContain("3 minutes");
        rows[first].ShouldContain("In danger?");
        rows[later].ShouldContain("2 days, too long");
        person.Words.ShouldContain("waited longer than we promise");
        await person.OpenAsync<RequestModel>(new { id = old });
        person.Words.ShouldContain("2 days ago");
    }

    [Fact]
    public async Task Get_WithAFilter_ShowsThoseOnly()
    {
        using var person = await app.SignedInAsync(PortalRoles.Intake);
        var request = await app.RequestAsync("Walter Waiting");
        var clinician = await app.TherapistAsync("Dr. Filter");

        await person.OpenAsync<IndexModel>(new { show = "waiting" });
        person.Words.ShouldContain("Walter Waiting");
        await AssignAsync(person, request, clinician);
        await person.OpenAsync<IndexModel>(new { show = "waiting" });
        person.Words.ShouldNotContain("Walter Waiting");
        await person.OpenAsync<IndexModel>(new { show = "assigned" });
        person.Words.ShouldContain("Dr. Filter");
        await person.OpenAsync<IndexModel>(new { show = "nonsense" });
        person.Words.ShouldContain("Walter Waiting");
    }

    [Fact]
    public async Task Post_WithoutAClinician_ReturnsError()
    {
        using var person = await app.SignedInAsync(PortalRoles.Owner);
        await app.TherapistAsync();
        await person.OpenAsync<RequestModel>(new { id = await app.RequestAsync() });

        await person.PostAsync([("Clinician", Guid.NewGuid().ToString())], "Assign");

        person.Problem("Clinician").ShouldBe("Choose who takes it on.");
    }

    [Fact]
    public async Task Post_OfAStaleForm_SaysThatSomebodyWasFirst()
    {
        var (request, clinician) = (await app.RequestAsync(), await app.TherapistAsync("Dr. First"));
        using var first = await app.SignedInAsync(PortalRoles.Intake);
        using var second = await app.SignedInAsync(PortalRoles.Intake);
        await first.OpenAsync<RequestModel>(new { id = request });
        await second.OpenAsync<RequestModel>(new { id = request });
        await first.PostAsync([("Clinician", clinician.ToString())], "Assign");

        await second.PostAsync([("Reason", "Too far away")], "Close the request");

        second.Words.ShouldContain("Somebody else changed this a moment ago: assigned, assigned to, state. Nothing of yours was saved.");
        second.Words.ShouldContain("Dr. First");
        second.Page.GetElementById("Reason")!.GetAttribute("value").ShouldBe("Too far away");
        (await app.AskAsync(work => work.Db.ContactRequests.SingleAsync(row => row.Id == request))).State.ShouldBe(RequestState.Assigned);
    }

    [Fact]
    public async Task Post_ToClose_NeedsAReasonAndKeepsIt()
    {
        var request = await app.RequestAsync();
        using var person = await app.SignedInAsync(PortalRoles.Intake);
        await person.OpenAsync<RequestModel>(new { id = request });
        await person.PostAsync([("Reason", " ")], "Close the request");
        person.Problem("Reason").ShouldBe("Write why, for whoever looks at it later.");

        await person.PostAsync([("Reason", "No licence in their state")], "Close the request");

        person.Words.ShouldContain("Declined: No licence in their state");
        person.Page.QuerySelectorAll("main form").ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_ToMakeTheRecord_MakesOneHoweverOftenItIsPressed()
    {
        var request = await app.RequestAsync("Rita Record");
        using var person = await app.SignedInAsync(PortalRoles.Intake);
        await person.OpenAsync<RequestModel>(new { id = request });
        var form = person.Form("Make the client's record");
        var values = person.FormValues(form);

        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => person.RawAsync(HttpMethod.Post, form.GetAttribute("action")!, new FormUrlEncodedContent(values)))))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            answer.Dispose();
        }

        var (users, client) = await app.AskAsync(async work =>
        {
            var id = (await work.Db.ContactRequests.SingleAsync(row => row.Id == request)).ClientId;
            var client = await work.Db.Clients.SingleAsync(row => row.Id == id);
            _ = client.Name.Value;
            return (await work.Db.Users.Where(user => user.ClientId == id).ToListAsync(), client);
        });
        users.ShouldHaveSingleItem().Roles.ShouldBe(PortalRole.Client);
        client.Name.Value.ShouldBe("Rita Record");
        client.Zone.ShouldBe("America/New_York");
    }

    [Fact]
    public async Task Post_OfATeensRecord_MakesTheGuardianASignInOfTheirOwn()
    {
        var request = await app.RequestAsync("Tess Teen", population: Population.Teen);
        using var person = await app.SignedInAsync(PortalRoles.Intake);
        await person.OpenAsync<RequestModel>(new { id = request });
        await person.PostAsync([], "Make the client's record");

        var (guardian, user) = await app.AskAsync(async work =>
        {
            var id = (await work.Db.ContactRequests.SingleAsync(row => row.Id == request)).ClientId;
            var guardian = await work.Db.HouseholdMembers.SingleAsync(row => row.ClientId == id);
            return (guardian, await work.Db.Users.SingleAsync(row => row.Id == guardian.UserId));
        });
        guardian.Role.ShouldBe(HouseholdRole.Guardian);
        user.Roles.ShouldBe(PortalRole.Guardian);
    }

    [Fact]
    public async Task Post_OfARecordWithAStaffMembersAddress_IsRefusedAndNothingIsLeft()
    {
        var therapist = await app.AddUserAsync(PortalRoles.Therapist);
        var request = await app.RequestAsync(email: therapist.Email);
        using var person = await app.SignedInAsync(PortalRoles.Intake);
        await person.OpenAsync<RequestModel>(new { id = request });

        await person.PostAsync([], "Make the client's record");

        person.Words.ShouldContain("Their e-mail address belongs to a member of the staff or to a guardian.");
        (await app.AskAsync(work => work.Db.ContactRequests.SingleAsync(row => row.Id == request))).ClientId.ShouldBeNull();
    }

    [Fact]
    public async Task Post_ThatAFlagIsLookedAfter_NeedsANoteAndTakesItOffTheQueue()
    {
        var flag = await app.FlagAsync();
        using var person = await app.SignedInAsync(PortalRoles.Intake);
        await person.OpenAsync<IndexModel>();
        person.Words.ShouldContain("Somebody may be in danger");
        await person.OpenAsync<FlagModel>(new { id = flag });
        await person.PostAsync();
        person.Problem("Note").ShouldBe("Write what was done: whom you reached, and what you agreed on.");

        await person.PostAsync(("Note", "Called, is with her sister."));

        person.Place.ShouldBe(app.Link<IndexModel>());
        person.Page.QuerySelectorAll($"a[href='{app.Link<FlagModel>(new { id = flag })}']").ShouldBeEmpty();
    }

    /// <summary>Trap: reminders by time window without a mark.</summary>
    [Fact]
    public async Task A_request_that_waits_too_long_is_mailed_of_once_however_often_the_watch_looks()
    {
        await using var own = PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));
        await own.AddUserAsync(PortalRoles.Intake);
        await own.AddUserAsync(PortalRoles.Owner);
        await own.RequestAsync("Late", WaitingRules.Unassigned + Duration.FromMinutes(1));
        await own.RequestAsync("Early", WaitingRules.Unassigned - Duration.FromMinutes(10));
        var watch = own.Services.GetRequiredService<WaitingWatch>();

        for (var run = 0; run < 25; run++) await watch.LookAsync(TestContext.Current.CancellationToken);

        var mails = await own.AskAsync(work => work.Db.OutgoingMessages.ToListAsync());
        mails.ShouldHaveSingleItem().Kind.ShouldBe("waiting-request");
        mails[0].Text.Value.ShouldNotContain("Late");
    }

    private static async Task AssignAsync(Person person, Guid request, Guid clinician)
    {
        await person.OpenAsync<RequestModel>(new { id = request });
        await person.PostAsync([("Clinician", clinician.ToString())], "Assign");
    }
}
