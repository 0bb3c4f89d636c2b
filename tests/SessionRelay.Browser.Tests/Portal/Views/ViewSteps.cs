using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>Short steps to where a page can be seen: by a field's name, a link's words.</summary>
internal static class ViewSteps
{
    /// <summary>Presses the first link in the page's content that has these words, and then the next.</summary>
    public static async Task FollowAsync(this PortalPerson person, params string[] links)
    {
        foreach (var link in links) await person.GoAsync(person.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { NameRegex = Words(link) }).First);
    }

    /// <summary>Ticks a choice, by the field's name and the choice's value.</summary>
    public static Task ChooseAsync(this PortalPerson person, string field, string value) => person.Page.CheckAsync($"main input[name='{field}'][value='{value}']");

    public static Task FillAsync(this PortalPerson person, string field, string text) => person.Page.FillAsync($"main [name='{field}']", text);

    public static async Task PickAsync(this PortalPerson person, string field, string value) => await person.Page.SelectOptionAsync($"main select[name='{field}']", value);

    /// <summary>Presses the first button whose words begin so, and waits for the page that comes.</summary>
    public static Task SendAsync(this PortalPerson person, string button) =>
        person.GoAsync(person.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { NameRegex = Words("^" + button) }).First);

    /// <summary>Presses what leads to another page.</summary>
    public static async Task GoAsync(this PortalPerson person, ILocator press)
    {
        await press.ClickAsync();
        await Bound.UntilAsync("the page that comes is there", () => StateAsync(person.Page), state => state == "complete");
    }

    /// <summary>Asked of the page itself: the driver's own word of a load can come before one waits for it.</summary>
    private static async Task<string> StateAsync(IPage page)
    {
        try
        {
            return await page.EvaluateAsync<string>("document.readyState");
        }
        catch (PlaywrightException)
        {
            return "leaving"; // between two pages
        }
    }

    private static Regex Words(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}
