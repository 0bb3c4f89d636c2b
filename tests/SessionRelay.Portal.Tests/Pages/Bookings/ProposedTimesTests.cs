using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages.Client.Bookings;
using SessionRelay.Portal.Pages.Staff.Calendar;
using SessionRelay.Portal.Web;
using ClientCare = SessionRelay.Portal.Pages.Client.Care;

namespace SessionRelay.Portal.Tests.Pages.Bookings;

/// <summary>Staff proposes times to a client, who takes one or none: nothing is kept, nothing is booked twice, and staff sees what became of it.</summary>
public class ProposedTimesTests(PortalApp app)
{
    private static readonly Instant First = BookingWorld.Soon;
    private static readonly Instant Second = BookingWorld.Soon + Duration.FromHours(3);

    [Fact]
    public async Task A_client_takes_one_and_staff_sees_what_became_of_it()
    {
        await using var mailed = WithMail();
        var (staff, client, person) = await PeopleAsync(mailed);

        await ProposeAsync(staff, client, First, Second);

        staff.Words.ShouldContain("The times are proposed, by e-mail.");
        staff.Words.ShouldContain("Not answered yet");
        var letter = (await LettersAsync(mailed, client)).ShouldHaveSingleItem();
        var zone = DateTimeZoneProviders.Tzdb[BookingWorld.Zone];
        foreach (var start in new[] { First, Second }) letter.Text.Value.ShouldContain(TimeWords.Full(start, zone, SystemClock.Instance.GetCurrentInstant()));
        letter.Text.Value.ShouldNotContain("Quillfeather"); // with whom is nobody's who reads over a shoulder
        await person.OpenAsync(LinkIn(letter));
        person.Page.QuerySelectorAll("button[name=Start]").Length.ShouldBe(2);
        await TakeAsync(person, Second);
        person.Words.ShouldContain("The session is booked.");
        (await mailed.OfClientAsync(client)).ShouldHaveSingleItem().Start.ShouldBe(Second);
        await staff.OpenAsync<ProposeModel>(new { id = client });
        var taken = staff.Page.QuerySelectorAll("main table a").Single(link => link.TextContent == "Taken");
        taken.GetAttribute("href")!.ShouldContain((await mailed.OfClientAsync(client))[0].Id.ToString());
        await staff.OpenAsync<SessionRelay.Portal.Pages.Staff.Calendar.IndexModel>();
        staff.Words.ShouldContain("Proposed to clients");
        await person.OpenAsync(LinkIn(letter));
        person.Words.ShouldContain("This proposal is closed");
        staff.Dispose();
        person.Dispose();
    }

    [Fact]
    public async Task A_time_gone_meanwhile_says_so_and_the_other_one_books()
    {
        var (person, client, id) = await ProposedAsync(First, Second);
        using var _ = person;
        var therapist = (await ProposalAsync(id)).TherapistId;
        await person.OpenAsync<ProposalModel>(new { id });
        await app.BookAsync(therapist, await app.ClientAsync(therapist), First);

        await TakeAsync(person, First);

        person.Words.ShouldContain("This time is not free");
        person.Words.ShouldContain("This time is not free any more.");
        person.Page.QuerySelector($"main a[href='{app.Link<StartModel>()}']").ShouldNotBeNull();
        (await app.OfClientAsync(client)).ShouldBeEmpty();
        await TakeAsync(person, Second);
        (await app.OfClientAsync(client)).ShouldHaveSingleItem().Start.ShouldBe(Second);
    }

    [Fact]
    public async Task Sooner_than_the_notice_is_what_staff_has_agreed_to_and_a_time_that_was_not_proposed_is_refused()
    {
        var soon = SystemClock.Instance.GetCurrentInstant() + Duration.FromHours(2);
        soon = Instant.FromUnixTimeSeconds((soon.ToUnixTimeSeconds() / 900 + 1) * 900);
        var (person, client, id) = await ProposedAsync(soon);
        using var _ = person;
        await person.OpenAsync<ProposalModel>(new { id });

        await TakeAsync(person, Second);
        (await app.OfClientAsync(client)).ShouldBeEmpty();
        await TakeAsync(person, soon);

        (await app.OfClientAsync(client)).ShouldHaveSingleItem().Start.ShouldBe(soon);
    }

    [Fact]
    public async Task None_of_them_suits_and_intake_hears_of_it()
    {
        var (person, client, id) = await ProposedAsync(First, Second);
        using var _ = person;
        await person.OpenAsync<ProposalModel>(new { id });

        await person.PostAsync(button: "None of them suits");

        person.Words.ShouldContain("none of the times suits");
        (await ProposalAsync(id)).State.ShouldBe(TimeProposalState.Declined);
        (await app.InDatabaseAsync(work => work.Db.StaffNotices.SingleAsync(notice => notice.ClientId == client))).ForRole.ShouldBe(PortalRole.Intake);
        await person.OpenAsync<ProposalModel>(new { id });
        await TakeByHandAsync(person, id, First);
        (await app.OfClientAsync(client)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_expires_when_its_last_time_has_passed()
    {
        var (person, client, id) = await ProposedAsync(First - Duration.FromDays(4), First - Duration.FromDays(3));
        using var _ = person;

        await person.OpenAsync<ProposalModel>(new { id });

        person.Words.ShouldContain("Its last time has passed.");
        await person.OpenAsync<SessionRelay.Portal.Pages.Client.Bookings.IndexModel>();
        person.Words.ShouldNotContain("Times we propose");
        await TakeByHandAsync(person, id, First - Duration.FromDays(3));
        (await app.OfClientAsync(client)).ShouldBeEmpty();
        using var staff = await app.SignedInAsync(PortalRoles.Intake);
        await staff.OpenAsync<ProposeModel>(new { id = client });
        staff.Words.ShouldContain("Not answered in time");
    }

    [Fact]
    public async Task Of_a_teen_the_guardian_is_mailed_and_answers()
    {
        await using var mailed = WithMail();
        using var guardian = await mailed.VisitorAsync();
        var user = await mailed.AddUserAsync(PortalRoles.Guardian);
        await guardian.SignInAsync(user);
        var client = await mailed.ClientAsync(await mailed.TherapistAsync(), user.Id, isGuardian: true);
        await mailed.DoAsync(async (work, _) =>
        {
            (await work.Db.Clients.SingleAsync(known => known.Id == client)).Population = Population.Teen;
            var member = await work.Db.HouseholdMembers.SingleAsync(known => known.ClientId == client);
            (member.Email, member.EmailHash) = ("gerda@example.org", work.Vault.EmailHash("gerda@example.org"));
            return await work.Db.SaveChangesAsync();
        });
        using var staff = await mailed.SignedInAsync(PortalRoles.Intake);

        await ProposeAsync(staff, client, First);

        var letter = (await LettersAsync(mailed, client)).ShouldHaveSingleItem();
        letter.To.Value.ShouldBe("gerda@example.org");
        letter.Text.Value.ShouldContain("for the young person in your care");
        await guardian.OpenAsync(LinkIn(letter));
        await TakeAsync(guardian, First);
        (await mailed.OfClientAsync(client)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task At_most_three_are_proposed_and_only_free_ones()
    {
        var therapist = await app.TherapistAsync();
        var client = await app.ClientAsync(therapist);
        using var staff = await app.SignedInAsync(PortalRoles.Intake);
        await ChooseAsync(staff, client, First, Second, Second + Duration.FromHours(2));

        await staff.PostTimeAsync(Second + Duration.FromHours(4));
        staff.Words.ShouldContain("At most 3 times");
        await staff.OpenAsync(Chosen(client, First, Second, First + Duration.FromDays(1), Second + Duration.FromDays(1)));
        await SendAsync(staff);
        staff.Words.ShouldContain("Choose one to 3 times.");
        await app.BookAsync(therapist, await app.ClientAsync(therapist), First);
        await staff.OpenAsync(Chosen(client, First));
        await SendAsync(staff);
        staff.Words.ShouldContain("not free any more");

        (await app.InDatabaseAsync(work => work.Db.TimeProposals.CountAsync(known => known.ClientId == client))).ShouldBe(0);
    }

    [Fact]
    public async Task A_newer_one_takes_its_place_and_staff_can_withdraw_it()
    {
        var (person, client, id) = await ProposedAsync(First, Second);
        using var _ = person;
        using var staff = await app.SignedInAsync(PortalRoles.Intake);

        await ProposeAsync(staff, client, Second);

        (await ProposalAsync(id)).State.ShouldBe(TimeProposalState.Withdrawn);
        await staff.SendFormAsync("form:has(input[name=proposal])");
        staff.Words.ShouldContain("The proposal is withdrawn.");
        (await app.InDatabaseAsync(work => work.Db.TimeProposals.CountAsync(known => known.ClientId == client && known.State == TimeProposalState.Open))).ShouldBe(0);
        await TakeByHandAsync(person, id, First);
        (await app.OfClientAsync(client)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_therapist_ends_it()
    {
        var (person, _, id) = await ProposedAsync(First);
        using var __ = person;
        await person.OpenAsync<ClientCare.ChangeModel>();

        await person.PostAsync();

        (await ProposalAsync(id)).State.ShouldBe(TimeProposalState.Withdrawn);
    }

    private PortalApp WithMail() => app.Another(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org"));

    private static async Task<(Person Staff, Guid Client, Person Person)> PeopleAsync(PortalApp app)
    {
        var (staff, therapist) = await app.SignedInTherapistAsync();
        var (person, client) = await app.ClientOfAsync(therapist);
        return (staff, client, person);
    }

    private async Task<(Person Person, Guid Client, Guid Proposal)> ProposedAsync(params Instant[] starts)
    {
        using var _ = await app.VisitorAsync();
        var therapist = await app.TherapistAsync();
        var (person, client) = await app.ClientOfAsync(therapist);
        return (person, client, await BookingWorld.ProposalAsync(app, client, therapist, starts));
    }

    private Task<TimeProposal> ProposalAsync(Guid id) => app.InDatabaseAsync(work => work.Db.TimeProposals.SingleAsync(known => known.Id == id));

    private static async Task ProposeAsync(Person staff, Guid client, params Instant[] starts)
    {
        await ChooseAsync(staff, client, starts);
        await SendAsync(staff);
    }

    private static async Task ChooseAsync(Person staff, Guid client, params Instant[] starts)
    {
        await staff.OpenAsync<ProposeModel>(new { id = client });
        foreach (var start in starts) await staff.PostTimeAsync(start);
    }

    private string Chosen(Guid client, params Instant[] starts) => app.Link<ProposeModel>(new { id = client }) + "?" + string.Join("&", starts.Select(start => "chosen=" + Uri.EscapeDataString(ProposeModel.Text(start))));

    private static Task SendAsync(Person staff)
    {
        var words = staff.Page.QuerySelector("button[name=Send]")!.TextContent.Trim();
        return staff.PostAsync([("Send", "true")], words);
    }

    private static async Task TakeAsync(Person person, Instant start) =>
        await person.PostAsync([("Start", ProposeModel.Text(start))], person.Page.QuerySelector("button[name=Start]")!.TextContent.Trim());

    /// <summary>On a page that has no button for it any more: with the token of another form.</summary>
    private async Task TakeByHandAsync(Person person, Guid id, Instant start)
    {
        var known = await ProposalAsync(id);
        var other = await BookingWorld.ProposalAsync(app, known.ClientId, known.TherapistId, First + Duration.FromDays(1));
        await person.OpenAsync<ProposalModel>(new { id = other });
        var form = person.Page.QuerySelector<AngleSharp.Html.Dom.IHtmlFormElement>("main form:has(button[name=Start])")!;
        using var answer = await person.RawAsync(HttpMethod.Post, app.Link<ProposalModel>(new { id }), new FormUrlEncodedContent(
            [.. person.FormValues(form), KeyValuePair.Create("Start", ProposeModel.Text(start))]));
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK); // shown again, with what is wrong
    }

    private static string LinkIn(OutgoingMessage letter) => new Uri(letter.Text.Value.Split('\n').Single(line => line.StartsWith("http"))).PathAndQuery;

    private static Task<List<OutgoingMessage>> LettersAsync(PortalApp app, Guid client) => app.DoAsync(async (work, _) =>
    {
        var letters = await work.Db.OutgoingMessages.Where(message => message.Kind == "proposed-times" && message.ClientId == client).ToListAsync();
        foreach (var letter in letters) (letter.To.Value + letter.Text.Value).ShouldNotBeEmpty(); // unsealed while the unit of work is open
        return letters;
    });
}
