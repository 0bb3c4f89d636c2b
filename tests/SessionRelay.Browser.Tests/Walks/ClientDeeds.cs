using Microsoft.Playwright;
using SessionRelay.Portal.Domain.Screening;

namespace SessionRelay.Browser.Tests.Walks;

/// <summary>What a client does, and a guardian where they sign.</summary>
internal static class ClientDeeds
{
    /// <summary>Reads and signs every document, from the first page on.</summary>
    public static async Task SignConsentsAsync(this Walker signer, string fullName, string agrees = "I have read this, and agree")
    {
        await signer.GoAsync<SessionRelay.Portal.Pages.Client.IndexModel>();
        await signer.FollowAsync("Read and sign");
        await signer.SeesAsync("Consents");
        await signer.PictureAsync("consents");
        var open = signer.Page.GetByRole(AriaRole.Link, new() { Name = "Read and sign" });
        var number = await open.CountAsync();
        number.ShouldBe(4);
        for (; number > 0; number--)
        {
            (await open.CountAsync()).ShouldBe(number);
            await open.First.ClickAsync();
            await signer.ChooseAsync(agrees);
            await signer.TypeAsync("Your full name", fullName);
            if (number == 4) await signer.PictureAsync("consent");
            await signer.PressAsync("Sign");
            await signer.SeesAsync("Consents");
        }

        await signer.FollowAsync("What comes next");
        await signer.SeesAsync("Your place here");
    }

    /// <summary>Both questionnaires, from the first page on. The last answer of PHQ-9 is "Not at all".</summary>
    public static async Task FillQuestionnairesAsync(this Walker client)
    {
        await client.GoAsync<SessionRelay.Portal.Pages.Client.IndexModel>();
        await client.FollowAsync("Fill in");
        await client.SeesAsync("Your questionnaires");
        await client.PictureAsync("questionnaires");
        foreach (var form in Instrument.All)
        {
            await client.FollowAsync($"Begin with {form.Name}");
            for (var item = 0; item < form.Items.Count; item++)
            {
                await client.SeesAsync(form.Items[item]);
                if (item == 1) await client.PictureAsync("questionnaire-" + form.Name.ToLowerInvariant());
                await client.ChooseAsync(item + 1 == form.SelfHarmItem ? "Not at all" : "Several days");
                await client.ContinueAsync();
            }

            await client.SeesAsync("Your questionnaires");
        }

        await client.FollowAsync("What comes next");
        await client.SeesAsync("Your place here");
        await client.DoesNotReadAsync("questionnaire");
        await client.PictureAsync("client-home-ready");
    }

    /// <summary>Reads why these are proposed, and chooses one.</summary>
    public static async Task ChooseTherapistAsync(this Walker client, string therapist, string reason)
    {
        await client.GoAsync<SessionRelay.Portal.Pages.Client.IndexModel>();
        await client.FollowAsync("See who fits");
        await client.SeesAsync("Choose your therapist");
        (await client.Page.Locator("li.card").Filter(new() { HasText = therapist }).Locator(".reasons").InnerTextAsync()).ShouldContain(reason);
        await client.PictureAsync("choose-therapist");
        await client.FollowAsync($"Choose {therapist}");
        await client.SeesAsync($"Begin with {therapist}?");
        await client.PressAsync($"Begin with {therapist}");
        await client.SeesAsync("Your care");
        await client.ReadsAsync(therapist);
    }

    /// <summary>Through the questions of a booking to the first time that is free. Begins on a page with the way to it.</summary>
    /// <param name="others">Of the household, who takes part too.</param>
    public static async Task BookAsync(this Walker client, params string[] others)
    {
        await client.FollowAsync("Book a session");
        await client.SeesAsync("How long is the session to be?");
        await client.ChooseAsync("50 minutes");
        await client.ContinueAsync();
        await client.SeesAsync("How do you want to meet?");
        await client.ChooseAsync("By video");
        await client.ContinueAsync();
        if (others.Length > 0)
        {
            foreach (var other in others) await client.ChooseAsync(other);
            await client.PictureAsync("booking-who");
            await client.ContinueAsync();
        }

        await client.SeesAsync("How often?");
        await client.SelectAsync("How often?", "Once");
        await client.ContinueAsync();
        await client.Page.Locator("form.times button").First.WaitForAsync();
        await client.PictureAsync("booking-when");
        await client.Page.Locator("form.times button").First.ClickAsync();
        await client.SeesAsync("Check your answers");
        await client.ReadsAsync("We keep this time for you until");
        foreach (var other in others) await client.ReadsAsync(other);
        await client.PictureAsync("booking-check");
        await client.PressAsync("Book");
        await client.SeesAsync("Your sessions");
        await client.ReadsAsync("Your session is booked.");
        await client.PictureAsync("bookings");
    }

    /// <summary>Opens the link of a mail about a session, says where they are, and presses Join there: next is the room's own door.</summary>
    public static async Task GoToTheDoorAsync(this Walker client, string link, string region = "New York")
    {
        await client.GoAsync(link);
        await client.SeesAsync("Your session");
        await client.DoesNotReadAsync("something to read and sign");
        await client.SelectAsync("The state or region where you are now", region);
        await client.TypeAsync("A number at which we reach you during the session", "(212) 555-0173");
        await client.TypeAsync("Somebody to call in an emergency", "Kim Marsh");
        await client.TypeAsync("Their number", "(212) 555-0188");
        await client.PictureAsync("join");
        await client.PressAsync("Join");
        await client.AtTheRoomsDoorAsync();
    }

    /// <summary>The same, and through the door to the waiting room.</summary>
    public static async Task WaitInTheRoomAsync(this Walker client, string link, string region = "New York")
    {
        await client.GoToTheDoorAsync(link, region);
        await client.Room.Tab.PressAsync("Join");
        await client.Room.InWaitingRoomAsync();
    }

    /// <summary>After the host has ended the session: on to what the end says.</summary>
    public static async Task LeaveAfterTheEndAsync(this Walker client)
    {
        await client.Room.ViewAsync("end");
        await client.PictureAsync("end");
        await client.FollowAsync("What comes next");
        await client.SeesAsync("After your session");
        await client.PictureAsync("after-session");
    }
}
