using SessionRelay.Browser.Tests.Portal;
using Client = SessionRelay.Portal.Pages.Client;
using Intake = SessionRelay.Portal.Pages.Intake;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Browser.Tests.Cases;

/// <summary>More help is needed than sessions at a distance give: nobody is proposed, and the client is led on.</summary>
[Collection(CaseTests.Name)]
public sealed class ReferralInsteadOfAMatchTests(LoopbackRig rig)
{
    private const string Level = "Intensive outpatient care";
    private const string Contacts = "Riverside Day Clinic, +1 212 555 0144";

    private readonly CasePeople people = new(rig);

    [Fact]
    public async Task After_the_assessment_nobody_is_proposed_and_the_client_reads_whom_to_turn_to()
    {
        await using var clinician = await people.IntakeAsync();
        await AssessAsync(clinician, "Quentin Moss", "Record the assessment");

        await clinician.OpenAsync<Intake.Care.IndexModel>();
        await clinician.ReadsAsync($"Level of care: Quentin Moss", $"{Level} is recommended. A referral is open: add contacts and follow up.");
        await clinician.FollowAsync("Quentin Moss", "Therapists for Quentin Moss");
        await clinician.ReadsAsync("Nobody is proposed", "The recommended level of care is intensive outpatient");
        (await clinician.Page.Locator("input[name=Chosen]").CountAsync()).ShouldBe(0);
        await clinician.PictureAsync("nobody-is-proposed");

        await using var client = await people.ClientAsync("Quentin Moss");
        await client.OpenAsync<Client.IndexModel>();
        await client.PictureAsync("referred-home");
        await client.FollowAsync("See what is recommended", "What is recommended to you"); // before staff has written contacts there is a way already
        await client.ReadsAsync(Level, "We are looking for the right people for you", "We ask you how it went by");

        await WorkAsync(clinician, "Quentin Moss");

        await client.OpenAsync<Client.Care.ReferralsModel>();
        await client.ReadsAsync(Level, Contacts, "We ask you how it went by");
        await client.OpenAsync<Client.Matching.IndexModel>();
        await client.PictureAsync("referred-no-proposals");
        await client.FollowAsync("See what is recommended", "What is recommended to you"); // the page of proposals is no dead end either
    }

    [Fact]
    public async Task A_level_that_changes_in_mid_treatment_has_the_same_effect_and_what_is_booked_is_named()
    {
        await using var therapist = await people.TherapistAsync();
        await AssessAsync(therapist, "Hugo Steinberg", "Record a change");
        await therapist.ReadsAsync("Sessions to come", $"{Level} is recommended. Decide with the client what becomes of these sessions.");

        await using var intake = await people.IntakeAsync();
        await intake.OpenAsync<Intake.Care.IndexModel>();
        // one that is booked, one that waits for approval
        await intake.ReadsAsync("Level of care: Hugo Steinberg", "Sessions to come: 2. Decide with the client what becomes of them.");
        await WorkAsync(intake, "Hugo Steinberg", "Sessions that are still booked here:");
        await intake.FollowAsync("Hugo Steinberg", "Therapists for Hugo Steinberg");
        await intake.ReadsAsync("Nobody is proposed");

        await using var client = await people.ClientAsync("Hugo Steinberg");
        await client.OpenAsync<Client.IndexModel>();
        await client.ReadsAsync("Your next session"); // nothing is cancelled behind his back
        await client.FollowAsync("See what is recommended", "What is recommended to you");
        await client.ReadsAsync(Level, Contacts, "We ask you how it went by");
    }

    private static async Task AssessAsync(PortalPerson clinician, string client, string button)
    {
        await clinician.OpenAsync<Therapist.Care.IndexModel>();
        await clinician.FollowAsync($"Open {client}", client);
        await clinician.FollowAsync(button, $"Assessment of {client}");
        foreach (var (field, words) in new[] { ("Needs", "A day programme."), ("Goals", "To get through the days."), ("Symptoms", "Hardly sleeps, has stopped working."), ("Risk", "None acute.") })
            await clinician.Page.GetByLabel(field, new() { Exact = true }).FillAsync(words);
        await clinician.ChooseAsync(Level);
        await clinician.PressAsync("Record the assessment", client);
        await clinician.ReadsAsync(Level);
    }

    private static async Task WorkAsync(PortalPerson intake, string client, params string[] reads)
    {
        await intake.OpenAsync<Intake.Care.IndexModel>();
        await intake.FollowAsync($"Open the referral of {client}", $"{Level} for {client}");
        await intake.ReadsAsync(reads);
        await intake.TypeAsync("Whom to turn to", Contacts);
        await intake.PressAsync("Save", "Care");
    }
}
