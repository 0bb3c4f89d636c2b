namespace SessionRelay.Browser.Tests.Walks;

/// <summary>The same way in browsers whose script is switched off, up to the room's door: a conversation by video needs script, nothing before it does.</summary>
[Collection(LoopbackTests.Name)]
public sealed class WithoutScriptTests(LoopbackRig rig)
{
    private const string Clinician = "Miriam Castellanos";
    private const string Therapist = "Dr. Ines Hartmann";
    private const string Client = "Jasper Linwood";
    private const string ClientAddress = "jasper.linwood@home.example";

    [Fact]
    public async Task From_the_first_question_to_the_rooms_door_and_to_a_booking()
    {
        await using var portal = await WalkPortal.StartAsync(await rig.ChromiumAsync());
        await using (var visitor = await portal.WalkerAsync(Client, hasScript: false))
        await using (var coordinator = await portal.WalkerAsync("Tobias Lindqvist", hasScript: false))
        {
            await visitor.AskAsync(new FirstRequest(Client, ClientAddress));
            await coordinator.EnterAsync(await portal.SignInLinkAsync("tobias.lindqvist@linden.example"));
            await coordinator.TakeInAsync(Client, Clinician);
        }

        await using (var client = await portal.WalkerAsync(Client, hasScript: false))
        {
            await client.EnterAsync((await portal.Postbox.LetterAsync(ClientAddress, "Your place at")).Link);
            await client.SignConsentsAsync(Client);
            await client.FillQuestionnairesAsync();
        }

        await portal.DoWhatIsDueAsync();
        var assessment = await portal.Postbox.LetterAsync(ClientAddress, "Your appointment");
        await portal.PassAsync(assessment.Start);
        await using (var client = await portal.WalkerAsync(Client, hasScript: false))
        await using (var clinician = await portal.WalkerAsync(Clinician, hasScript: false))
        {
            await StandBeforeTheDoorAsync(client, assessment.Link);
            await clinician.EnterAsync(await portal.SignInLinkAsync("intake@linden.example"));
            await clinician.SeesAsync("Today");
            await clinician.ReadsAsync("in New York"); // what the client said a moment ago
            await clinician.GoToTheDoorAsHostAsync(Client);
            await ReadsWhyTheRoomNeedsScriptAsync(clinician);
            await clinician.OpenAssessmentAsync(Client);
            await clinician.RecordAssessmentAsync(Client);
        }

        await using (var client = await portal.WalkerAsync(Client, hasScript: false))
        await using (var coordinator = await portal.WalkerAsync("Tobias Lindqvist", hasScript: false))
        {
            await coordinator.EnterAsync(await portal.SignInLinkAsync("tobias.lindqvist@linden.example"));
            await coordinator.ProposeAsync(Client, Therapist);
            await client.GoAsync<SessionRelay.Portal.Pages.Client.IndexModel>();
            await client.SignInByMailAsync(ClientAddress);
            await client.ChooseTherapistAsync(Therapist, "burnout");
            await client.BookAsync();
        }

        await portal.DoWhatIsDueAsync();
        var session = await portal.Postbox.LetterAsync(ClientAddress, "Your appointment");
        session.Start.ShouldBeGreaterThan(assessment.Start);
        await portal.PassAsync(session.Start);
        await using (var client = await portal.WalkerAsync(Client, hasScript: false)) await StandBeforeTheDoorAsync(client, session.Link);
    }

    private static async Task StandBeforeTheDoorAsync(Walker client, string link)
    {
        await client.GoToTheDoorAsync(link);
        await ReadsWhyTheRoomNeedsScriptAsync(client);
    }

    private static async Task ReadsWhyTheRoomNeedsScriptAsync(Walker walker)
    {
        var words = walker.Page.Locator("noscript p"); // looked for by its element: searches by text leave it out
        await words.WaitForAsync();
        (await words.InnerTextAsync()).ShouldContain("needs JavaScript");
    }
}
