using SessionRelay.Portal.Pages;

namespace SessionRelay.Browser.Tests.Walks;

/// <summary>What a coordinator of intake does: finds who waits, gives them to somebody, and proposes therapists.</summary>
internal static class CoordinatorDeeds
{
    /// <summary>From the queue to an intake clinician who is named and a first conversation that is booked.</summary>
    public static async Task TakeInAsync(this Walker coordinator, string client, string clinician)
    {
        await coordinator.GoAsync<SessionRelay.Portal.Pages.Intake.IndexModel>();
        await coordinator.FollowAsync(client);
        await coordinator.SeesAsync(client);
        await coordinator.SelectAsync("Intake clinician", clinician);
        await coordinator.PressAsync("Assign");
        await coordinator.ReadsAsync($"with {clinician}");
        await coordinator.PressAsync("Make the client's record");
        await coordinator.ReadsAsync("The client's record is made.");
        await coordinator.PictureAsync("intake-request");

        await coordinator.FollowAsync("Book a first conversation");
        await coordinator.ChooseAsync("Intake assessment");
        await coordinator.ChooseAsync("By video");
        await coordinator.SelectAsync("With whom", clinician);
        await coordinator.PressAsync("Show times");
        await coordinator.ReadsAsync("at the client's place");
        await coordinator.PictureAsync("intake-arrange");
        await coordinator.Page.Locator(".hours label.choice").First.ClickAsync();
        await coordinator.PressAsync("Book");
        await coordinator.SeesAsync(client);
        await coordinator.ReadsAsync("First conversation booked");
    }

    /// <summary>Looks at who fits and why, and shows the client these therapists.</summary>
    public static async Task ProposeAsync(this Walker coordinator, string client, params string[] therapists)
    {
        await coordinator.GoAsync<SessionRelay.Portal.Pages.Intake.Care.IndexModel>();
        await coordinator.FollowAsync($"Match {client}");
        await coordinator.SeesAsync($"Therapists for {client}");
        await coordinator.ReadsAsync("Proposals, best first");
        await coordinator.PictureAsync("intake-match");
        foreach (var therapist in therapists) await coordinator.ChooseAsync($"Propose {therapist}");
        await coordinator.PressAsync("Show the chosen ones to the client");
        await coordinator.ReadsAsync("The client sees them on their page now.");
    }
}
