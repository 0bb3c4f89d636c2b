using Deque.AxeCore.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Look;

/// <summary>A moment of the room as somebody sees it in Chromium: kept as a picture, and checked for what keeps people out.</summary>
internal static class Pictures
{
    public static async Task KeepAsync(RoomPage page, string name, TabLook look)
    {
        await page.Tab.ScreenshotAsync(Artifacts.Screenshot($"{name}-{look.Width}-{(look.Dark ? "dark" : "light")}"));
        (await page.Tab.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{name} scrolls sideways at {look.Width} px");
        var result = await ((ChromiumTab)page.Tab).Page.RunAxe();
        result.Violations.Select(violation => $"{name}: {violation.Id} ({violation.Impact}): {string.Join("; ", violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
    }
}
