namespace SessionRelay.Browser.Tests.Browsers;

internal sealed class DrivenTab(DrivenBrowser browser, int tab) : ITab
{
    // Firefox's console is full of words about pages in general; tests read Chromium's.
    public IReadOnlyCollection<string> Errors => [];

    public Task OpenAsync(string url) => browser.AskAsync("open", new { tab, url });

    public Task ReloadAsync() => browser.AskAsync("reload", new { tab });

    public async Task<string> EvaluateJsonAsync(string expression) =>
        (await browser.AskAsync("evaluate", new { tab, expression }))!.GetValue<string>();

    public Task PressAsync(string button) => browser.AskAsync("press", new { tab, name = button });

    public Task TypeAsync(string textBox, string text) => browser.AskAsync("type", new { tab, name = textBox, text });

    public Task ResizeAsync(int width, int height) => browser.AskAsync("resize", new { tab, width, height });

    public Task ScreenshotAsync(string path) => browser.AskAsync("screenshot", new { tab, path });

    /// <summary>Opens another tab in front of this one, in the same window.</summary>
    public Task CoverAsync() => browser.AskAsync("cover", new { tab });

    public async ValueTask DisposeAsync() => await browser.AskAsync("close", new { tab });
}
