namespace SessionRelay.Browser.Tests.Walks;

/// <summary>What somebody tells on the first form.</summary>
internal sealed record FirstRequest(string Name, string Email)
{
    public string ForWhom { get; init; } = "Me, an adult";

    public string Region { get; init; } = "New York";

    public string[] Concerns { get; init; } = ["Burnout", "Anxiety"];

    /// <summary>Null for somebody who pays themselves.</summary>
    public string? Insurer { get; init; } = "Harbor Health";

    /// <summary>Of a teen: name and address.</summary>
    public (string Name, string Email)? Guardian { get; init; }
}

/// <summary>What a visitor does: finds the practice and asks for help.</summary>
internal static class VisitorDeeds
{
    /// <summary>From the front page through all questions to the end of the form.</summary>
    public static async Task AskAsync(this Walker visitor, FirstRequest request)
    {
        await visitor.GoAsync<SessionRelay.Portal.Pages.IndexModel>();
        await visitor.FollowAsync("Get in touch");
        await visitor.SeesAsync("Are you in danger now?");
        await visitor.PictureAsync("first-contact-danger");
        await visitor.ChooseAsync("No");
        await visitor.ContinueAsync();

        await visitor.SeesAsync("What brings you here?");
        foreach (var concern in request.Concerns) await visitor.ChooseAsync(concern);
        await visitor.TypeAsync("In your own words (optional)", "I can't switch off any more.");
        await visitor.PictureAsync("first-contact-reason");
        await visitor.ContinueAsync();

        await visitor.SeesAsync("Whom is it for?");
        await visitor.ChooseAsync(request.ForWhom);
        await visitor.ContinueAsync();

        await visitor.SeesAsync("Where do you live?");
        await visitor.SelectAsync("Where do you live?", request.Region);
        await visitor.ContinueAsync();

        await visitor.SeesAsync("How would you like to meet?");
        await visitor.ChooseAsync("By video");
        await visitor.ContinueAsync();

        await visitor.SeesAsync("Which times suit you?");
        await visitor.ChooseAsync("During the day");
        await visitor.ContinueAsync();

        await visitor.SeesAsync("How would you pay?");
        await visitor.ChooseAsync(request.Insurer is null ? "Myself" : "Through an insurer");
        if (request.Insurer is { } insurer) await visitor.TypeAsync("Which insurer?", insurer);
        await visitor.ContinueAsync();

        await visitor.SeesAsync("Which language do you want to speak?");
        await visitor.ContinueAsync();

        if (request.Guardian is { } guardian)
        {
            await visitor.SeesAsync("Who is the parent or guardian?");
            await visitor.TypeAsync("Their name", guardian.Name);
            await visitor.TypeAsync("Their e-mail address", guardian.Email);
            await visitor.PictureAsync("first-contact-guardian");
            await visitor.ContinueAsync();
        }

        await visitor.SeesAsync("How do we reach you?");
        await visitor.TypeAsync("Your name", request.Name);
        await visitor.ChooseAsync("By e-mail");
        await visitor.TypeAsync("Your e-mail address", request.Email);
        await visitor.TypeAsync("Your phone number", "(212) 555-0173");
        await visitor.ContinueAsync();

        await visitor.SeesAsync("Check your answers");
        await visitor.ReadsAsync(request.Email);
        await visitor.PictureAsync("first-contact-check");
        await visitor.PressAsync("Send");
        await visitor.SeesAsync("We have your message");
        await visitor.PictureAsync("first-contact-sent");
    }
}
