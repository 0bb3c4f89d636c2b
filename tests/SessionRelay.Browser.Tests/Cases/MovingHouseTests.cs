using NodaTime;
using NodaTime.Text;
using SessionRelay.Browser.Tests.Portal;
using Client = SessionRelay.Portal.Pages.Client;
using Intake = SessionRelay.Portal.Pages.Intake;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Browser.Tests.Cases;

/// <summary>A client moves to where the therapist has no licence, or has one.</summary>
[Collection(CaseTests.Name)]
public sealed class MovingHouseTests(LoopbackRig rig)
{
    private readonly CasePeople people = new(rig);

    [Fact]
    public async Task To_an_unlicensed_region_therapist_and_intake_hear_of_it_with_what_can_be_done()
    {
        await using var client = await people.NoraAsync();
        await TellAsync(client, "Texas", "Central Time", "Your therapist has no licence there on that day.");
        await client.ReadsAsync("For some sessions your therapist has no licence there.", "with Dr. Ines Hartmann: no licence there on that day");

        await using var therapist = await people.TherapistAsync();
        await therapist.OpenAsync<Therapist.Care.IndexModel>();
        await therapist.ReadsAsync("Moving house: Nora Ellsworth", "Moves to Texas", "What can be done: another therapist who is licensed there, or a referral.");

        await using var intake = await people.IntakeAsync();
        await intake.OpenAsync<Intake.Care.IndexModel>();
        await intake.ReadsAsync("Moving house: Nora Ellsworth", "What can be done: another therapist who is licensed there, or a referral.");
        await intake.FollowAsync("Open the move of Nora Ellsworth", "Nora Ellsworth moves to Texas");
        await intake.ReadsAsync("with Dr. Ines Hartmann: no licence there on that day", "Who could take over there", "Caleb Thornbury");
        await intake.ReadsNothingOfAsync("Samuel Okonkwo"); // licensed in New York alone
        await intake.TypeAsync("What you decided with the client", "Caleb Thornbury takes over, and we look for somebody near you too.");
        await intake.ChooseAsync("Open a referral to somebody near their new home");
        await intake.PressAsync("Save the decision", "Care");
        await intake.FollowAsync("Open the referral of Nora Ellsworth", "In-person care for Nora Ellsworth");

        await client.Page.ReloadAsync();
        await client.ReadsAsync("Caleb Thornbury takes over, and we look for somebody near you too.");
        await client.OpenAsync<Client.IndexModel>();
        await client.FollowAsync("See what is recommended", "What is recommended to you");
        await client.OpenAsync<Client.Bookings.IndexModel>();
        await client.ReadsAsync("Dr. Ines Hartmann"); // and nothing was cancelled in silence
    }

    [Fact]
    public async Task To_a_licensed_region_nothing_has_to_change()
    {
        await using var client = await people.ClientAsync("Edith Kowalski"); // New York, as her therapist, who has a licence in Florida too
        await TellAsync(client, "Florida", "Eastern Time", "Your therapist has a licence there.");
        await client.ReadsNothingOfAsync("no licence there");

        await using var intake = await people.IntakeAsync();
        await intake.OpenAsync<Intake.Care.IndexModel>();
        await intake.ReadsAsync("Moving house: Edith Kowalski", "Moves to Florida", "Nothing has to change.");
    }

    private static async Task TellAsync(PortalPerson client, string region, string zone, string meaning)
    {
        await client.OpenAsync<Client.Care.IndexModel>();
        await client.FollowAsync("I am moving", "Where do you move to?");
        await client.SelectAsync("State or region", region);
        await client.Page.GetByLabel("Time there").SelectOptionAsync(await client.Page.Locator("#Zone option").Filter(new() { HasText = zone }).First.TextContentAsync() ?? "");
        await client.PressAsync("Continue");
        await client.SeesAsync("From which day on do you live there?");
        await client.Page.Locator("#On").FillAsync(LocalDatePattern.Iso.Format(SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(9)));
        await client.PressAsync("Continue", "Check your answers");
        await client.ReadsAsync(meaning);
        await client.PressAsync("Tell the practice", "The practice knows that you move");
    }
}
