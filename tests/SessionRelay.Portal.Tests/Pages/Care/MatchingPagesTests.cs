using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages.Client.Matching;
using ClientCare = SessionRelay.Portal.Pages.Client.Care;
using IntakeMatching = SessionRelay.Portal.Pages.Intake.Matching;

namespace SessionRelay.Portal.Tests.Pages.Care;

/// <summary>A coordinator proposes, the client chooses; nobody who fails a hard rule gets on either page.</summary>
public class MatchingPagesTests(PortalApp app)
{
    [Fact]
    public async Task A_coordinator_proposes_several_and_the_client_chooses_one()
    {
        var practice = new CarePractice(app);
        var (person, clientId, user) = await practice.SignedInClientAsync();
        var (first, second, third) = (await practice.TherapistAsync("Dr. First"), await practice.TherapistAsync("Dr. Second"), await practice.TherapistAsync("Dr. Third"));
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        await intake.OpenAsync<IntakeMatching.IndexModel>(new { id = clientId });
        intake.Words.ShouldContain("places are free");

        await intake.PostAsync(("Chosen", first.ToString()), ("Chosen", second.ToString()));

        intake.Words.ShouldContain("The client sees them on their page now.");
        await person.OpenAsync<IndexModel>();
        person.Page.QuerySelectorAll("h2").Select(name => name.TextContent).ShouldBe(["Dr. First", "Dr. Second"], ignoreOrder: true);
        var offered = await practice.ReadAsync(db => db.MatchProposals.Where(known => known.ClientId == clientId).ToListAsync());
        offered.Single(known => known.TherapistId == third).State.ShouldBe(ProposalState.Proposed);
        offered.Where(known => known.TherapistId != third).ShouldAllBe(known => known.State == ProposalState.Offered && known.DecidedById != null && known.DecidedById != user.Id);
        await person.OpenAsync<ChooseModel>(new { id = offered.Single(known => known.TherapistId == second).Id });

        await person.PostAsync();

        person.Place.ShouldBe(app.Link<ClientCare.IndexModel>());
        person.Words.ShouldContain("Dr. Second");
        var client = await practice.ReadAsync(db => db.Clients.SingleAsync(known => known.Id == clientId));
        (client.TherapistId, client.Stage).ShouldBe((second, ClientStage.InCare));
        (await practice.ReadAsync(db => db.CareRelations.SingleAsync(known => known.ClientId == clientId))).TherapistId.ShouldBe(second);
        var chosen = await practice.ReadAsync(db => db.MatchProposals.SingleAsync(known => known.ClientId == clientId && known.State == ProposalState.Chosen));
        (chosen.TherapistId, chosen.DecidedById).ShouldBe((second, user.Id));
        await person.OpenAsync<IndexModel>();
        person.Page.QuerySelectorAll("a.button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Client_and_guardian_hear_once_that_there_is_something_to_choose_and_not_what()
    {
        await using var own = app.Another(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org")); // nobody listens there: what is to be sent stays
        using var intake = await own.SignedInAsync(PortalRoles.Intake);
        var practice = new CarePractice(own);
        var clientId = await practice.ClientAsync();
        await practice.ChangeAsync(async db =>
        {
            var client = await db.Clients.SingleAsync(known => known.Id == clientId);
            client.Email = "ann@example.org";
            db.Add(new HouseholdMember { ClientId = clientId, Role = HouseholdRole.Guardian, Name = "Gwen Wetherby", Email = "gwen@example.org", Region = client.Region, Zone = client.Zone });
        });
        var therapist = await practice.TherapistAsync("Dr. First");
        await intake.OpenAsync<IntakeMatching.IndexModel>(new { id = clientId });
        var form = intake.FormValues(intake.Form());
        form.Add(KeyValuePair.Create("Chosen", therapist.ToString()));

        for (var press = 0; press < 2; press++)
        {
            using var answer = await intake.RawAsync(HttpMethod.Post, intake.Place, new FormUrlEncodedContent(form));
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        }

        var letters = await practice.ReadAsync(db => db.OutgoingMessages.Where(message => message.Kind == "proposed").ToListAsync());
        letters.Select(letter => letter.To.Value).ShouldBe(["ann@example.org", "gwen@example.org"], ignoreOrder: true);
        letters.ShouldAllBe(letter => letter.Text.Value.Contains("/client/matching") && !letter.Text.Value.Contains("therap", StringComparison.OrdinalIgnoreCase) && !letter.Text.Value.Contains("First"));
    }

    [Fact]
    public async Task Why_is_nobody_proposed_says_which_rule_left_out_whom()
    {
        var practice = new CarePractice(app);
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        var clientId = await practice.ClientAsync();
        await practice.TherapistAsync("Dr. Full House", change: profile => profile.AcceptsNewClients = false);

        await intake.OpenAsync<IntakeMatching.IndexModel>(new { id = clientId });

        intake.Words.ShouldContain("Why is nobody proposed?");
        intake.Words.ShouldContain("no new clients taken");
        var row = intake.Page.QuerySelectorAll("tbody tr").Single(line => line.TextContent.Contains("Dr. Full House"));
        row.QuerySelectorAll("td")[0].TextContent.ShouldBe("New clients");
    }

    [Fact]
    public async Task Licence_list_without_expiry()
    {
        var practice = new CarePractice(app);
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        var clientId = await practice.ClientAsync();
        var lapsed = await practice.TherapistAsync("Dr. Lapsed", licensedUntil: CarePractice.Today.PlusDays(-2));
        var licensed = await practice.TherapistAsync("Dr. Licensed");

        await intake.OpenAsync<IntakeMatching.IndexModel>(new { id = clientId });

        intake.Page.QuerySelectorAll("input[name=Chosen]").Select(box => box.GetAttribute("value")).ShouldBe([licensed.ToString()]);
        await intake.PostAsync(("Chosen", lapsed.ToString()));
        intake.Problem("Chosen").ShouldBe("Somebody you chose can't be proposed any more. Look at the list again.");
        (await practice.ReadAsync(db => db.MatchRounds.CountAsync(known => known.ClientId == clientId))).ShouldBe(0);
    }

    [Fact]
    public async Task A_licence_that_lapses_between_proposal_and_choice_stops_the_choice()
    {
        var practice = new CarePractice(app);
        var (person, clientId, _) = await practice.SignedInClientAsync();
        var therapistId = await practice.TherapistAsync();
        var proposalId = await practice.OfferAsync(clientId, therapistId);
        await person.OpenAsync<ChooseModel>(new { id = proposalId });
        await practice.ChangeAsync(async db => (await db.Licences.SingleAsync(licence => licence.StaffId == therapistId)).Until = CarePractice.Today.PlusDays(-2));

        await person.PostAsync();

        person.Place.ShouldBe(app.Link<IndexModel>());
        person.Words.ShouldContain("can't take you on any more");
        (await practice.ReadAsync(db => db.Clients.SingleAsync(known => known.Id == clientId))).TherapistId.ShouldBeNull();
        (await practice.ReadAsync(db => db.CareRelations.CountAsync(known => known.ClientId == clientId))).ShouldBe(0);
        (await practice.ReadAsync(db => db.StaffNotices.CountAsync(notice => notice.ClientId == clientId))).ShouldBe(1);
    }

    [Fact]
    public async Task A_client_meets_several_before_choosing()
    {
        var practice = new CarePractice(app);
        var (person, clientId, _) = await practice.SignedInClientAsync();
        var (first, second) = (await practice.TherapistAsync("Dr. First"), await practice.TherapistAsync("Dr. Second"));
        foreach (var therapistId in new[] { first, second })
        {
            var proposalId = await practice.OfferAsync(clientId, therapistId);
            await person.OpenAsync<MeetModel>(new { id = proposalId });
            var time = person.Page.QuerySelectorAll("input[name=Start]")[therapistId == first ? 0 : 5].GetAttribute("value");
            await person.PostAsync(("Start", time));
            person.Words.ShouldContain("for 15 minutes");
        }

        (await practice.ReadAsync(db => db.Bookings.Where(booking => booking.ClientId == clientId).ToListAsync()))
            .ShouldAllBe(booking => booking.Kind == BookingKind.Consultation && booking.Minutes == 15 && booking.State == BookingState.Booked);
        person.Page.QuerySelectorAll("a.button").Length.ShouldBe(2); // both can still be chosen
        person.Words.ShouldContain("A first talk is booked.");
    }

    [Fact]
    public async Task Post_WhenTheTimeIsNotFree_SaysSoAndBooksNothing()
    {
        var practice = new CarePractice(app);
        var (person, clientId, _) = await practice.SignedInClientAsync();
        var proposalId = await practice.OfferAsync(clientId, await practice.TherapistAsync());
        await person.OpenAsync<MeetModel>(new { id = proposalId });

        await person.PostAsync(("Start", "2020-01-01T12:00:00Z"));

        person.Problem("Start").ShouldBe("This time is not free. Please choose another one.");
        (await practice.ReadAsync(db => db.Bookings.CountAsync(booking => booking.ClientId == clientId))).ShouldBe(0);
    }

    /// <summary>Any practice, any client: both pages show those who pass, and the deeds refuse the others when posted by hand. The rules are written here once more.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_pages_never_offer_somebody_who_fails_a_hard_rule(int seed)
    {
        var random = new Random(seed);
        var practice = new CarePractice(app);
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        var (person, clientId, _) = await practice.SignedInClientAsync();
        List<Guid> all = [];
        for (var number = 0; number < 12; number++)
        {
            all.Add(await practice.TherapistAsync($"Dr. {number}", licensedUntil: CarePractice.Today.PlusDays(random.Next(5) == 0 ? -2 : 400), region: random.Next(6) == 0 ? Region.Parse("GB") : null, change: profile =>
            {
                profile.AcceptsNewClients = random.Next(6) > 0;
                profile.Populations = random.Next(4) == 0 ? [Population.Teen] : [Population.Adult, Population.Couple];
                profile.Formats = random.Next(4) == 0 ? CareFormat.Phone : CareFormat.Video | CareFormat.Phone;
                profile.Languages = random.Next(4) == 0 ? ["es"] : ["en-US", "es"];
            }));
        }

        await practice.ChangeAsync(db =>
        {
            db.Add(new CareRelation { ClientId = clientId, TherapistId = all[0], From = SystemClock.Instance.GetCurrentInstant(), Until = SystemClock.Instance.GetCurrentInstant() });
            return Task.CompletedTask;
        });
        var passing = (await practice.ReadAsync(async db =>
        {
            var profiles = await db.Therapists.Where(profile => all.Contains(profile.Id)).ToListAsync();
            var licences = await db.Licences.Where(licence => all.Contains(licence.StaffId)).ToListAsync();
            return profiles.Where(profile => profile.AcceptsNewClients && profile.Populations.Contains(Population.Adult) && profile.Formats.HasFlag(CareFormat.Video)
                && profile.Languages.Any(language => language.StartsWith("en")) && profile.Id != all[0]
                && licences.Any(licence => licence.StaffId == profile.Id && licence.Region == practice.Region && licence.Until > CarePractice.Today));
        })).Select(profile => profile.Id).ToList();
        passing.Count.ShouldBeInRange(1, 11);
        var proposals = new Dictionary<Guid, Guid>();
        foreach (var therapistId in all) proposals[therapistId] = await practice.OfferAsync(clientId, therapistId); // as if all had passed once

        await intake.OpenAsync<IntakeMatching.IndexModel>(new { id = clientId });
        await person.OpenAsync<IndexModel>();

        intake.Page.QuerySelectorAll("input[name=Chosen]").Select(box => Guid.Parse(box.GetAttribute("value")!)).ShouldBe(passing, ignoreOrder: true);
        person.Page.QuerySelectorAll("a.button").Select(link => link.GetAttribute("href")).ShouldBe(passing.Select(id => app.Link<ChooseModel>(new { id = proposals[id] })), ignoreOrder: true);
        foreach (var therapistId in all.Except(passing))
        {
            using var answer = await person.RawAsync(HttpMethod.Post, app.Link<ChooseModel>(new { id = proposals[therapistId] }), new FormUrlEncodedContent(await FormAsync(person, proposals[passing[0]])));
            answer.Headers.Location!.OriginalString.ShouldBe(app.Link<IndexModel>());
            await person.OpenAsync<MeetModel>(new { id = proposals[therapistId] });
            person.Place.ShouldBe(app.Link<IndexModel>());
        }

        (await practice.ReadAsync(db => db.Clients.SingleAsync(known => known.Id == clientId))).TherapistId.ShouldBeNull();
    }

    /// <summary>A form with a fresh token, as its page gives it.</summary>
    private static async Task<List<KeyValuePair<string, string>>> FormAsync(Person person, Guid proposalId)
    {
        await person.OpenAsync<ChooseModel>(new { id = proposalId });
        return person.FormValues(person.Form());
    }
}
