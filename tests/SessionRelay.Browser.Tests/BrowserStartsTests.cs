using SessionRelay.Browser.Tests.Browsers;

namespace SessionRelay.Browser.Tests;

/// <summary>The tools by themselves: a browser that starts, shows a page and takes a press. When these fail, nothing else here says anything about the product.</summary>
[Collection(NamespaceTests.Name)]
public sealed class BrowserStartsTests(NamespaceRig rig)
{
    private const string Page =
        """
        data:text/html,<!doctype html><title>Trial</title><button onclick="document.title = 'pressed'"><span>Press</span> me</button><label>Words <input></label>
        """;

    [Fact]
    public async Task Chromium_starts_on_this_machine()
    {
        await using var chromium = await Chromium.StartAsync();
        await TryOutAsync(chromium);
    }

    [Fact]
    public async Task Chromium_starts_in_a_network_namespace()
    {
        rig.Need();
        await TryOutAsync(await rig.ChromiumAsync());
    }

    [Fact]
    public async Task Firefox_starts_in_a_network_namespace()
    {
        rig.Need();
        await TryOutAsync(await rig.FirefoxAsync());
    }

    private static async Task TryOutAsync(IBrowser browser)
    {
        await using var tab = await browser.TabAsync("window.early = 41");
        await tab.OpenAsync(Page);
        (await tab.EvaluateAsync<int>("Promise.resolve(window.early + 1)")).ShouldBe(42);
        await tab.PressAsync("Press me");
        await tab.UntilAsync("the press arrived", "document.title === 'pressed'");
        await tab.TypeAsync("Words", "calm");
        (await tab.EvaluateAsync<string>("document.querySelector('input').value")).ShouldBe("calm");
        (await tab.EvaluateAsync<int>("innerWidth")).ShouldBe(1280);
        var picture = Path.GetTempFileName();
        await tab.ScreenshotAsync(picture + ".png");
        new FileInfo(picture + ".png").Length.ShouldBeGreaterThan(1_000);
        File.Delete(picture + ".png");
        File.Delete(picture);
    }
}
