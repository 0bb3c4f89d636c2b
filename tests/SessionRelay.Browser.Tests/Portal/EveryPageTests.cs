using Microsoft.Playwright;
using SessionRelay.Portal.Pages.Status;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>Each page of <see cref="PortalPages"/> on a phone and on a desk, in light and dark: kept as pictures, held against what keeps people out.</summary>
[Collection(LoopbackTests.Name)]
public sealed class EveryPageTests(LoopbackRig rig)
{
    /// <summary>What differs between a page's looks: colours and places. All else is judged once in the light and wide, and once in the dark on a phone.</summary>
    private static readonly string[] OfColoursAndPlaces = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"];

    private static readonly (int Width, int Height, ColorScheme Colours, string[]? Rules)[] Looks =
    [
        (1280, 800, ColorScheme.Light, []),
        (1280, 800, ColorScheme.Dark, OfColoursAndPlaces),
        (375, 812, ColorScheme.Light, OfColoursAndPlaces),
        (375, 812, ColorScheme.Dark, []),
        (320, 640, ColorScheme.Light, null), // as wide as WCAG's reflow asks for; no picture
    ];

    /// <summary>Milliseconds for one step. Short: every step is a page of the same machine, and a view that lost its way should not hold the others up.</summary>
    private const float Patience = 20_000;

    public static TheoryData<string> Views => [.. PortalPages.All.Select(view => view.Name)];

    [Fact]
    public void No_page_is_forgotten() =>
        PortalPages.Models.Except(PortalPages.All.Select(view => view.Page)).Except(PortalPages.WithoutPicture).Select(page => page.FullName)
            .ShouldBeEmpty("a page without a view is pictured and checked by nobody: add one to Portal/Views");

    [Fact]
    public void No_picture_takes_anothers_name() => PortalPages.All.Select(view => view.Name).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Is_pictured_and_accessible(string name)
    {
        var view = PortalPages.All.Single(view => view.Name == name);
        await using var person = await new PortalDoor(rig).EnterAsync(view.Role);
        person.Page.SetDefaultTimeout(Patience);
        await person.OpenAsync(view.Place);
        if (view.Prepare is { } prepare) await prepare(person);
        if (view.Page != typeof(CodeModel)) PortalPages.At(new Uri(person.Page.Url).AbsolutePath).ShouldBe(view.Page, $"{name} shows {person.Page.Url}");
        await LookAsync(person, name);

        // A refusal is told by the browser itself; scripts and policies must be without fault.
        person.Tab.Errors.Where(error => !error.Contains("Failed to load resource")).ShouldBeEmpty();
    }

    /// <summary>The page that is open, in every look: a picture, what axe says, and what is cut off.</summary>
    internal static async Task LookAsync(PortalPerson person, string name)
    {
        foreach (var (width, height, colours, rules) in Looks)
        {
            await person.Page.EmulateMediaAsync(new() { ColorScheme = colours });
            await person.Page.SetViewportSizeAsync(width, height);
            (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{name} scrolls sideways at {width} px");
            (await person.Page.EvaluateAsync<string[]>(OutOfSight)).ShouldBeEmpty($"{name} at {width} px");
            if (rules is null) continue;
            await person.Page.ScreenshotAsync(new() { Path = Artifacts.Screenshot($"portal-{name}-{width}-{(colours == ColorScheme.Dark ? "dark" : "light")}"), FullPage = true });
            (await Axe.ViolationsAsync(person.Page, rules)).ShouldBeEmpty($"{name} at {width} px, {colours}");
        }
    }

    /// <summary>What can be pressed or filled in, and is cut off at an edge of the window or of a box that scrolls.</summary>
    private const string OutOfSight =
        """
        [...document.querySelectorAll('a, button, input, select, textarea')]
          .filter(it => it.checkVisibility({ visibilityProperty: true }))
          .map(it => ({ it, box: it.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 2 && (box.left < -1 || box.right > innerWidth + 1))
          .map(({ it, box }) => `${it.tagName} "${it.innerText || it.name}" ends at ${Math.round(box.right)}`)
        """;
}
