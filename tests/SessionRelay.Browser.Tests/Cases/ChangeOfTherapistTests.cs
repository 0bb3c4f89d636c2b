using SessionRelay.Browser.Tests.Portal;
using Client = SessionRelay.Portal.Pages.Client;
using Intake = SessionRelay.Portal.Pages.Intake;
using Therapist = SessionRelay.Portal.Pages.Therapist;

namespace SessionRelay.Browser.Tests.Cases;

/// <summary>A client leaves a therapist for another one.</summary>
[Collection(CaseTests.Name)]
public sealed class ChangeOfTherapistTests(LoopbackRig rig)
{
    private readonly CasePeople people = new(rig);

    [Fact]
    public async Task In_two_clicks_without_a_reason_what_is_booked_is_released_and_the_history_goes_along()
    {
        await using var client = await people.ClientAsync("Gwen Abara"); // in Florida, with Luis Arrieta
        await BookAsync(client);
        await client.OpenAsync<Client.Care.IndexModel>();
        await client.ReadsAsync("Luis Arrieta");

        await client.FollowAsync("Ask for another therapist", "Ask for another therapist"); // the first click
        await client.ReadsAsync("You need no reason.", "The session that is booked with Luis Arrieta is released. Nothing is charged.", "You are within your first sessions");
        await client.PressAsync("Ask for another therapist", "We are looking for somebody else"); // the second

        await client.ReadsAsync("The session that was booked is released. Nothing is charged.");
        await client.OpenAsync<Client.Bookings.IndexModel>();
        await client.ReadsAsync("You have no session to come.", "with Luis Arrieta – cancelled");
        await client.ReadsNothingOfAsync("fee");
        await client.OpenAsync<Client.Bookings.StartModel>();
        await client.SeesAsync("Book a session");
        await client.ReadsAsync("You have no therapist with times to book yet.");

        await using var intake = await people.IntakeAsync();
        await intake.OpenAsync<Intake.Care.IndexModel>();
        await intake.ReadsAsync("Change of therapist: Gwen Abara", "Asks for another therapist, within the first sessions. No reason given.");
        await intake.FollowAsync("Match Gwen Abara", "Therapists for Gwen Abara");
        (await intake.Page.Locator("form .cards h3").AllInnerTextsAsync()).ShouldAllBe(name => !name.Contains("Luis Arrieta"));
        (await intake.Page.Locator("tr", new() { HasText = "Luis Arrieta" }).InnerTextAsync()).ShouldContain("Therapist before");
        await intake.ChooseAsync("Propose Dr. Ines Hartmann");
        await intake.PressAsync("Show the chosen ones to the client", "Therapists for Gwen Abara");

        await client.OpenAsync<Client.Matching.IndexModel>();
        await client.ReadsNothingOfAsync("Luis Arrieta");
        await client.FollowAsync("Choose Dr. Ines Hartmann", "Begin with Dr. Ines Hartmann?");
        await client.PressAsync("Begin with Dr. Ines Hartmann", "Your care");
        await client.ReadsAsync("Dr. Ines Hartmann");

        await using var therapist = await people.TherapistAsync();
        await therapist.OpenAsync<Therapist.Care.IndexModel>();
        await therapist.ReadsAsync("New client: Gwen Abara");
        await therapist.FollowAsync("Open Gwen Abara", "Gwen Abara");
        await therapist.ReadsAsync("PHQ-9", "GAD-7", "Teletherapy", "To sleep through, and to look forward to something again."); // what she told others need not be told again
    }

    private static async Task BookAsync(PortalPerson client)
    {
        await client.TakeAsync();
        await client.PressAsync("Book", "Your sessions");
    }
}
