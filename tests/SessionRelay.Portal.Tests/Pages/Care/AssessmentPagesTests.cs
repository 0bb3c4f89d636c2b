using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.Therapist.Care;
using ClientCare = SessionRelay.Portal.Pages.Client.Care;
using ClientMatching = SessionRelay.Portal.Pages.Client.Matching;
using IntakeCare = SessionRelay.Portal.Pages.Intake.Care;
using IntakeMatching = SessionRelay.Portal.Pages.Intake.Matching;

namespace SessionRelay.Portal.Tests.Pages.Care;

/// <summary>The clinician's assessment and its effects.</summary>
public sealed class AssessmentPagesTests(PortalApp app)
{
    [Fact]
    public async Task Post_WhenNothingIsWritten_ReturnsErrorsAndKeepsWhatWas()
    {
        var (therapist, clientId) = await InCareAsync();
        await therapist.OpenAsync<AssessModel>(new { id = clientId });

        await therapist.PostAsync(("Needs", "Sleep"));

        therapist.Problem("Level").ShouldBe("Choose the level of care you recommend.");
        therapist.Problem("Goals").ShouldNotBeNull();
        therapist.Summary().Count.ShouldBe(4);
        therapist.Page.QuerySelector("#Needs")!.TextContent.Trim().ShouldBe("Sleep");
        (await new CarePractice(app).ReadAsync(db => db.Assessments.CountAsync(known => known.ClientId == clientId))).ShouldBe(0);
    }

    [Theory]
    [InlineData("Teletherapy", null)]
    [InlineData("InPerson", "InPerson")]
    [InlineData("IntensiveOutpatient", "IntensiveOutpatient")]
    [InlineData("Inpatient", "Inpatient")]
    [InlineData("Emergency", "Emergency")]
    public async Task Any_level_other_than_teletherapy_blocks_matching_and_opens_a_referral(string level, string? referral)
    {
        var practice = new CarePractice(app);
        var (therapist, therapistId) = await practice.SignedInTherapistAsync();
        var (person, clientId, _) = await practice.SignedInClientAsync();
        await practice.ChangeAsync(async db => (await db.Clients.SingleAsync(client => client.Id == clientId)).IntakeStaffId = therapistId);
        var proposalId = await practice.OfferAsync(clientId, therapistId);

        await RecordAsync(therapist, clientId, level);

        var referrals = await practice.ReadAsync(db => db.Referrals.Where(known => known.ClientId == clientId).ToListAsync());
        referrals.Select(known => known.Kind.ToString()).ShouldBe(referral is null ? [] : [referral]);
        referrals.ShouldAllBe(known => known.FollowUpAt != null);
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        await intake.OpenAsync<IntakeMatching.IndexModel>(new { id = clientId });
        intake.Page.QuerySelectorAll("input[name=Chosen]").Length.ShouldBe(referral is null ? 1 : 0);
        await person.OpenAsync<ClientMatching.ChooseModel>(new { id = proposalId });
        person.Place.ShouldBe(referral is null ? app.Link<ClientMatching.ChooseModel>(new { id = proposalId }) : app.Link<ClientMatching.IndexModel>());
        await person.OpenAsync<ClientCare.ReferralsModel>();
        if (referral is null) return;
        person.Words.ShouldContain("Whom to turn to");
        person.Words.ShouldContain("We ask you how it went by");
        if (referral == "Emergency") person.Page.QuerySelectorAll(".call a").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Medication_and_testing_are_referrals_beside_and_block_nothing()
    {
        var practice = new CarePractice(app);
        var (therapist, clientId) = await InCareAsync();

        await RecordAsync(therapist, clientId, "Teletherapy", ("Medication", "true"), ("Testing", "true"));

        (await practice.ReadAsync(db => db.Referrals.Where(known => known.ClientId == clientId).Select(known => known.Kind).ToListAsync()))
            .ShouldBe([ReferralKind.MedicationManagement, ReferralKind.PsychologicalTesting], ignoreOrder: true);
        (await practice.ReadAsync(db => db.Clients.SingleAsync(client => client.Id == clientId))).Stage.ShouldBe(ClientStage.InCare);
    }

    [Fact]
    public async Task The_level_changes_in_mid_treatment_and_open_bookings_are_shown_to_staff()
    {
        var practice = new CarePractice(app);
        var (therapist, therapistId) = await practice.SignedInTherapistAsync();
        var clientId = await practice.ClientAsync(null, therapistId, "Mid Treatment");
        var bookingId = await practice.BookAsync(clientId, therapistId, 10);
        await RecordAsync(therapist, clientId, "Teletherapy");

        await RecordAsync(therapist, clientId, "Inpatient");

        therapist.Place.ShouldBe(app.Link<ClientModel>(new { id = clientId }));
        therapist.Words.ShouldContain("Inpatient care is recommended. Decide with the client what becomes of these sessions.");
        (await practice.ReadAsync(db => db.Bookings.SingleAsync(booking => booking.Id == bookingId))).State.ShouldBe(BookingState.Booked);
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        await intake.OpenAsync<IntakeCare.IndexModel>();
        intake.Words.ShouldContain("Sessions to come: 1.");
        var referral = await practice.ReadAsync(db => db.Referrals.SingleAsync(known => known.ClientId == clientId));
        await intake.OpenAsync<IntakeCare.ReferralModel>(new { id = referral.Id });
        intake.Words.ShouldContain("Sessions that are still booked here:");
        await RecordAsync(therapist, clientId, "Teletherapy");
        (await practice.ReadAsync(db => db.Referrals.SingleAsync(known => known.ClientId == clientId))).State.ShouldBe(ReferralState.Closed);
    }

    [Fact]
    public async Task A_referral_is_worked_and_the_client_reads_the_contacts()
    {
        var practice = new CarePractice(app);
        var (person, clientId, _) = await practice.SignedInClientAsync();
        var referralId = await practice.ReferralAsync(clientId);
        using var intake = await app.SignedInAsync(PortalRoles.Intake);
        await intake.OpenAsync<IntakeCare.ReferralModel>(new { id = referralId });
        await intake.PostAsync();
        intake.Problem("Contacts").ShouldBe("Name whom the client can turn to: they see it on their page.");
        intake.Problem("FollowUp").ShouldBe("Say when you ask again: nobody is left without an answer.");

        await intake.PostAsync(("Contacts", "Harbor Clinic\n+1 555 010 2000"), ("FollowUp", "2030-01-02"));

        intake.Place.ShouldBe(app.Link<IntakeCare.IndexModel>());
        await person.OpenAsync<ClientCare.ReferralsModel>();
        person.Words.ShouldContain("Harbor Clinic");
    }

    [Fact]
    public async Task The_next_therapist_reads_the_history_and_the_former_one_does_not()
    {
        var practice = new CarePractice(app);
        var (former, formerId) = await practice.SignedInTherapistAsync("Dr. Former");
        var (next, nextId) = await practice.SignedInTherapistAsync("Dr. Next");
        var (person, clientId, _) = await practice.SignedInClientAsync(formerId);
        await RecordAsync(former, clientId, "Teletherapy");
        await person.OpenAsync<ClientCare.ChangeModel>();
        await person.PostAsync();
        var proposalId = await practice.OfferAsync(clientId, nextId);
        await person.OpenAsync<ClientMatching.ChooseModel>(new { id = proposalId });
        await person.PostAsync();

        await next.OpenAsync<ClientModel>(new { id = clientId });
        next.Words.ShouldContain("Sleeps badly");
        await former.OpenAsync<ClientModel>(new { id = clientId });
        former.Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private static async Task RecordAsync(Person therapist, Guid clientId, string level, params (string, string?)[] more)
    {
        await therapist.OpenAsync<AssessModel>(new { id = clientId });
        await therapist.PostAsync([("Needs", "Rest"), ("Goals", "Sleep through"), ("Symptoms", "Sleeps badly"), ("Risk", "None found"), ("Level", level), .. more]);
        therapist.Place.ShouldNotContain("assess");
    }

    private async Task<(Person Therapist, Guid ClientId)> InCareAsync()
    {
        var practice = new CarePractice(app);
        var (therapist, therapistId) = await practice.SignedInTherapistAsync();
        return (therapist, await practice.ClientAsync(null, therapistId));
    }
}
