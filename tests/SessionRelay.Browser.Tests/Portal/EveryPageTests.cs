using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>Each page of <see cref="PortalPages"/> on a phone and on a desk, in light and dark: kept as pictures, held against what keeps people out.</summary>
[Collection(LoopbackTests.Name)]
public sealed class EveryPageTests(LoopbackRig rig)
{
    private static readonly (int Width, int Height)[] Sizes = [(320, 640), (375, 812), (1280, 800)];

    public static TheoryData<string> Views => [.. PortalPages.All.Select(view => view.Name)];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Is_pictured_and_accessible(string name)
    {
        var view = PortalPages.All.Single(view => view.Name == name);
        await using var person = await new PortalDoor(rig).EnterAsync(view.Role);
        await person.OpenAsync(view.Place);
        if (view.Prepare is { } prepare) await prepare(person);
        foreach (var dark in new[] { false, true })
        {
            await person.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            foreach (var (width, height) in Sizes)
            {
                await person.Page.SetViewportSizeAsync(width, height);
                (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{name} scrolls sideways at {width} px");
                if (width > 320) await person.Page.ScreenshotAsync(new() { Path = Artifacts.Screenshot($"portal-{name}-{width}-{(dark ? "dark" : "light")}"), FullPage = true });
            }

            var result = await person.Page.RunAxe();
            result.Violations.Select(violation => $"{name}: {violation.Id} ({violation.Impact}): {string.Join("; ", violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
        }

        // A refusal is told by the browser itself; scripts and policies must be without fault.
        person.Tab.Errors.Where(error => !error.Contains("Failed to load resource")).ShouldBeEmpty();
    }
}
