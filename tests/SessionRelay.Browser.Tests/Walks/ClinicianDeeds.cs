using Microsoft.Playwright;

namespace SessionRelay.Browser.Tests.Walks;

/// <summary>What a therapist does, and an intake clinician: goes into the room as host, lets people in, ends the session, writes down what was found.</summary>
internal static class ClinicianDeeds
{
    /// <summary>Today's list with somebody who waits; nothing to know before admitting but what is named.</summary>
    public static async Task SeesWaitingAsync(this Walker clinician, string person)
    {
        await clinician.SeesAsync("Today");
        var card = clinician.Page.Locator("#today li.card").Filter(new() { HasText = person });
        await card.GetByText("is waiting").First.WaitForAsync();
        (await card.GetByText("Before you admit").CountAsync()).ShouldBe(0, await card.InnerTextAsync());
    }

    /// <summary>From today's list to the room's door, as the host of a session with somebody.</summary>
    public static async Task GoToTheDoorAsHostAsync(this Walker clinician, string person)
    {
        var card = clinician.Page.Locator("#today li.card").Filter(new() { HasText = person });
        await card.GetByRole(AriaRole.Button, new() { Name = "Join as host" }).ClickAsync();
        await clinician.AtTheRoomsDoorAsync();
    }

    /// <summary>The same, and through the door.</summary>
    public static async Task HostAsync(this Walker clinician, string person)
    {
        await clinician.GoToTheDoorAsHostAsync(person);
        await clinician.Room.Tab.PressAsync("Join");
        await clinician.Room.InRoomAsync();
    }

    public static async Task AdmitAsync(this Walker clinician, params Walker[] people)
    {
        foreach (var person in people)
        {
            await clinician.Room.AdmitAsync(person.Room);
            await person.Room.InRoomAsync();
        }
    }

    /// <summary>Ends the session for everybody and goes on to what the end says.</summary>
    public static async Task EndAsync(this Walker clinician)
    {
        await clinician.Room.Tab.PressAsync("End for everyone");
        await clinician.Room.Tab.PressAsync("End it now");
        await clinician.Room.ViewAsync("end");
        await clinician.FollowAsync("What comes next");
        await clinician.SeesAsync("After the session");
        await clinician.PictureAsync("therapist-after");
    }

    /// <summary>From their list of clients to the page on which an assessment is recorded.</summary>
    public static async Task OpenAssessmentAsync(this Walker clinician, string client)
    {
        await clinician.GoAsync<SessionRelay.Portal.Pages.Therapist.Care.IndexModel>();
        await clinician.FollowAsync($"Open {client}");
        await clinician.SeesAsync(client);
        await clinician.PictureAsync("assessment-client");
        await clinician.FollowAsync("Record the assessment");
    }

    /// <summary>Records needs and goals, and sessions by video as the level of care.</summary>
    public static async Task RecordAssessmentAsync(this Walker clinician, string client)
    {
        await clinician.SeesAsync($"Assessment of {client}");
        await clinician.TypeAsync("Needs", "A steady hour each week, and permission to rest.");
        await clinician.TypeAsync("Goals", "To sleep through, and to leave work at six.");
        await clinician.TypeAsync("Symptoms", "Tense for some months; wakes at four.");
        await clinician.TypeAsync("Risk", "None found.");
        await clinician.ChooseAsync("Teletherapy");
        await clinician.ChooseAsync("Burnout");
        await clinician.ChooseAsync("Anxiety");
        await clinician.ChooseAsync("CBT");
        await clinician.PictureAsync("assessment");
        await clinician.PressAsync("Record the assessment");
        await clinician.SeesAsync(client);
        await clinician.ReadsAsync("A steady hour each week");
    }
}
