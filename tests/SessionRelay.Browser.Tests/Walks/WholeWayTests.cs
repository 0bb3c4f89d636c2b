namespace SessionRelay.Browser.Tests.Walks;

/// <summary>The whole way of a client through the practice, as four people in their browsers: from the first question to the booking of the second session.</summary>
[Collection(LoopbackTests.Name)]
public sealed class WholeWayTests(LoopbackRig rig)
{
    private const string Coordinator = "tobias.lindqvist@linden.example";
    private const string Clinician = "Miriam Castellanos";
    private const string ClinicianAddress = "intake@linden.example";
    private const string Therapist = "Dr. Ines Hartmann";
    private const string TherapistAddress = "therapist@linden.example";
    private const string Client = "Ruth Calloway";
    private const string ClientAddress = "ruth.calloway@home.example";

    [Fact]
    public async Task From_the_first_question_to_the_therapists_room_and_back_to_the_next_booking()
    {
        await using var portal = await WalkPortal.StartAsync(await rig.ChromiumAsync());

        // Monday morning: somebody asks, and is taken in.
        await using (var visitor = await portal.WalkerAsync(Client))
        await using (var coordinator = await portal.WalkerAsync("Tobias Lindqvist"))
        {
            await visitor.AskAsync(new FirstRequest(Client, ClientAddress));
            await portal.Postbox.LetterAsync(ClientAddress, "We have your message");
            await coordinator.EnterAsync(await portal.SignInLinkAsync(Coordinator));
            await coordinator.TakeInAsync(Client, Clinician);
            visitor.Errors.ShouldBeEmpty();
            coordinator.Errors.ShouldBeEmpty();
        }

        // The client signs in by the mailed link and does what comes before the assessment.
        await using (var client = await portal.WalkerAsync(Client))
        {
            await client.EnterAsync((await portal.Postbox.LetterAsync(ClientAddress, "Your place at")).Link);
            await client.SeesAsync("Your place here");
            await client.PictureAsync("client-home");
            await client.SignConsentsAsync(Client);
            await client.FillQuestionnairesAsync();
            client.Errors.ShouldBeEmpty();
        }

        // The assessment, as a session over the relay.
        await portal.DoWhatIsDueAsync();
        var assessment = await portal.Postbox.LetterAsync(ClientAddress, "Your appointment");
        await portal.PassAsync(assessment.Start);
        await using (var client = await portal.WalkerAsync(Client))
        await using (var clinician = await portal.WalkerAsync(Clinician))
        {
            await client.WaitInTheRoomAsync(assessment.Link);
            await clinician.EnterAsync(await portal.SignInLinkAsync(ClinicianAddress));
            await clinician.SeesWaitingAsync(Client);
            await clinician.PictureAsync("today");
            await clinician.HostAsync(Client);
            await clinician.AdmitAsync(client);
            await Talk.EachSeesAndHearsAsync(client, clinician);
            await clinician.EndAsync();
            await client.LeaveAfterTheEndAsync();
            await clinician.FollowAsync("Record the assessment");
            await clinician.RecordAssessmentAsync(Client);
            client.Errors.ShouldBeEmpty();
            clinician.Errors.ShouldBeEmpty();
        }

        // Therapists are proposed, the client reads why, chooses one and books.
        await using (var client = await portal.WalkerAsync(Client))
        await using (var coordinator = await portal.WalkerAsync("Tobias Lindqvist"))
        {
            await coordinator.EnterAsync(await portal.SignInLinkAsync(Coordinator));
            await coordinator.ProposeAsync(Client, Therapist, "Priya Raman");
            await client.GoAsync<SessionRelay.Portal.Pages.Client.IndexModel>();
            await client.SignInByMailAsync(ClientAddress);
            await client.ChooseTherapistAsync(Therapist, "burnout");
            await client.BookAsync();
            client.Errors.ShouldBeEmpty();
            coordinator.Errors.ShouldBeEmpty();
        }

        // The first session with the therapist, and on to the next booking from where its end leads.
        await portal.DoWhatIsDueAsync();
        var session = await portal.Postbox.LetterAsync(ClientAddress, "Your appointment");
        session.Start.ShouldBeGreaterThan(assessment.Start);
        await portal.PassAsync(session.Start);
        await using (var client = await portal.WalkerAsync(Client))
        await using (var therapist = await portal.WalkerAsync(Therapist))
        {
            await client.WaitInTheRoomAsync(session.Link);
            await therapist.EnterAsync(await portal.SignInLinkAsync(TherapistAddress));
            await therapist.SeesWaitingAsync(Client);
            await therapist.HostAsync(Client);
            await therapist.AdmitAsync(client);
            await Talk.EachSeesAndHearsAsync(client, therapist);
            await therapist.EndAsync();
            await client.LeaveAfterTheEndAsync();
            await client.FollowAsync("Your sessions");
            await client.SignInByMailAsync(ClientAddress);
            await client.SeesAsync("Your sessions");
            await client.BookAsync();
            client.Errors.ShouldBeEmpty();
            therapist.Errors.ShouldBeEmpty();
        }

        await portal.DoWhatIsDueAsync();
        (await portal.Postbox.LetterAsync(ClientAddress, "Your appointment")).Start.ShouldBeGreaterThan(session.Start);
    }
}
