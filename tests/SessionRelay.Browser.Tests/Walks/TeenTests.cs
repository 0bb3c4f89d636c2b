namespace SessionRelay.Browser.Tests.Walks;

/// <summary>A teenager with a guardian's consent: each gets a link and signs for themselves, and until both have, the session waits and the clinician sees what is missing.</summary>
[Collection(LoopbackTests.Name)]
public sealed class TeenTests(LoopbackRig rig)
{
    private const string Clinician = "Miriam Castellanos";
    private const string Teen = "Ada Lindgren";
    private const string TeenAddress = "ada.lindgren@home.example";
    private const string Guardian = "Karin Lindgren";
    private const string GuardianAddress = "karin.lindgren@home.example";

    [Fact]
    public async Task A_teens_first_session_begins_when_the_guardian_has_signed_too()
    {
        await using var portal = await WalkPortal.StartAsync(await rig.ChromiumAsync());
        await using (var visitor = await portal.WalkerAsync(Teen))
        await using (var coordinator = await portal.WalkerAsync("Tobias Lindqvist"))
        {
            await visitor.AskAsync(new FirstRequest(Teen, TeenAddress) { ForWhom = "A teenager", Concerns = ["Emotional regulation"], Guardian = (Guardian, GuardianAddress) });
            await coordinator.EnterAsync(await portal.SignInLinkAsync("tobias.lindqvist@linden.example"));
            await coordinator.TakeInAsync(Teen, Clinician);
        }

        // The teenager does their part; the guardian has a link too, and leaves it for now.
        await using (var teen = await portal.WalkerAsync(Teen))
        {
            await teen.EnterAsync((await portal.Postbox.LetterAsync(TeenAddress, "Your place at")).Link);
            await teen.SignConsentsAsync(Teen);
            await teen.FillQuestionnairesAsync();
            await teen.GoAsync<SessionRelay.Portal.Pages.Client.Consents.IndexModel>();
            await teen.ReadsAsync($"{Guardian} has not signed it yet.");
            await teen.PictureAsync("consents-teen");
        }

        var guardiansLink = (await portal.Postbox.LetterAsync(GuardianAddress, "Your place at")).Link;
        await portal.DoWhatIsDueAsync();
        var assessment = await portal.Postbox.LetterAsync(TeenAddress, "Your appointment");
        await portal.PassAsync(assessment.Start);

        await using var clinician = await portal.WalkerAsync(Clinician);
        await using (var teen = await portal.WalkerAsync(Teen))
        await using (var guardian = await portal.WalkerAsync(Guardian))
        {
            await clinician.EnterAsync(await portal.SignInLinkAsync("intake@linden.example"));
            await teen.GoAsync(assessment.Link);
            await teen.ReadsAsync("Your parent or guardian has something to read and sign");
            await teen.PictureAsync("join-unsigned");
            await clinician.SeesAsync("Today");
            await clinician.ReadsAsync("Not signed: ");
            await clinician.PictureAsync("today-unsigned");

            await guardian.EnterAsync(guardiansLink);
            await guardian.ReadsAsync($"For {Teen}");
            await guardian.ReadsAsync("As their parent or guardian you sign them too.");
            await guardian.PictureAsync("guardian-home");
            await guardian.SignConsentsAsync(Guardian, agrees: $"I have read this, and agree as {Teen}'s parent or guardian.");
            guardian.Errors.ShouldBeEmpty();

            // Nothing stands in the way any more; the list sees it by itself.
            await clinician.Page.GetByText("Before you admit").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden });
            await teen.WaitInTheRoomAsync(assessment.Link);
            await clinician.SeesWaitingAsync(Teen);
            await clinician.HostAsync(Teen);
            await clinician.AdmitAsync(teen);
            await Talk.EachSeesAndHearsAsync(clinician, teen);
            await clinician.EndAsync();
            await teen.LeaveAfterTheEndAsync();
            teen.Errors.ShouldBeEmpty();
            clinician.Errors.ShouldBeEmpty();
        }
    }
}
