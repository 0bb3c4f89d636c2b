using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Portal;

namespace SessionRelay.Browser.Tests.Cases;

/// <summary>What somebody does on a page, by the names that they read or hear.</summary>
internal static class CaseActs
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <summary>From here on no page of this tab can run a script.</summary>
    public static async Task WithoutScriptAsync(this PortalPerson person)
    {
        var protocol = await person.Page.Context.NewCDPSessionAsync(person.Page);
        await protocol.SendAsync("Emulation.setScriptExecutionDisabled", new Dictionary<string, object> { ["value"] = true });
    }

    /// <summary>Follows a link that is on the page, and waits for the page it leads to.</summary>
    public static async Task FollowAsync(this PortalPerson person, string link, string heading)
    {
        await person.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync();
        await person.SeesAsync(heading);
    }

    public static async Task PressAsync(this PortalPerson person, string button, string heading)
    {
        await person.PressAsync(button);
        await person.SeesAsync(heading);
    }

    /// <summary>Radio or check box; its hint, which is read with it, is not named.</summary>
    public static Task ChooseAsync(this PortalPerson person, string label) => person.Page.Locator($"label.choice:has(> span:text-is(\"{label}\"))").CheckAsync();

    public static Task SelectAsync(this PortalPerson person, string label, string option) =>
        person.Page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = option });

    /// <summary>Chooses and goes on to the next question.</summary>
    public static async Task AnswerAsync(this PortalPerson person, string heading, params string[] choices)
    {
        await person.SeesAsync(heading);
        foreach (var choice in choices) await person.ChooseAsync(choice);
        await person.PressAsync("Continue");
    }

    /// <summary>All words of the page's main part, in one line.</summary>
    public static async Task<string> WordsAsync(this PortalPerson person) => string.Join(' ', (await person.Page.Locator("main").InnerTextAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Waits for the words: the page that a press leads to may have the heading of the one before.</summary>
    public static async Task ReadsAsync(this PortalPerson person, params string[] words)
    {
        foreach (var some in words) await Bound.UntilAsync($"{person.Path()} says \"{some}\"", person.WordsAsync, all => all.Contains(some), Soon);
    }

    public static async Task ReadsNothingOfAsync(this PortalPerson person, params string[] words)
    {
        var all = await person.WordsAsync();
        foreach (var some in words) all.ShouldNotContain(some, Case.Sensitive, person.Page.Url);
    }

    /// <summary>Keeps the page as it is now as pictures, on a phone and on a desk, in light and dark, and holds it against what keeps people out.</summary>
    public static async Task PictureAsync(this PortalPerson person, string name)
    {
        var (width, height) = (person.Page.ViewportSize!.Width, person.Page.ViewportSize.Height);
        foreach (var dark in new[] { false, true })
        {
            await person.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            foreach (var wide in new[] { 375, 1280 })
            {
                await person.Page.SetViewportSizeAsync(wide, 812);
                (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{name} scrolls sideways at {wide} px");
                await person.Page.ScreenshotAsync(new() { Path = Artifacts.Screenshot($"case-{name}-{wide}-{(dark ? "dark" : "light")}"), FullPage = true });
            }

            var result = await person.Page.RunAxe();
            result.Violations.Select(violation => $"{name}: {violation.Id} ({violation.Impact}): {string.Join("; ", violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
        }

        await person.Page.SetViewportSizeAsync(width, height);
    }

    public static string Path(this PortalPerson person) => new Uri(person.Page.Url).AbsolutePath;
}
