namespace SessionRelay.Browser.Tests.Browsers;

internal sealed class FirefoxTab(Firefox firefox, int tab) : ITab
{
    // Firefox's console is full of words about pages in general; tests read Chromium's.
    public IReadOnlyCollection<string> Errors => [];

    public Task OpenAsync(string url) => firefox.AskAsync("open", new { tab, url });

    public Task ReloadAsync() => firefox.AskAsync("reload", new { tab });

    public async Task<string> EvaluateJsonAsync(string expression) =>
        (await firefox.AskAsync("evaluate", new { tab, expression }))!.GetValue<string>();

    public Task PressAsync(string button) => firefox.AskAsync("press", new { tab, name = button });

    public Task TypeAsync(string textBox, string text) => firefox.AskAsync("type", new { tab, name = textBox, text });

    public Task ResizeAsync(int width, int height) => firefox.AskAsync("resize", new { tab, width, height });

    public Task ScreenshotAsync(string path) => firefox.AskAsync("screenshot", new { tab, path });

    public async ValueTask DisposeAsync() => await firefox.AskAsync("close", new { tab });
}
