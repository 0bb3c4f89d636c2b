using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace SessionRelay.Browser.Tests.Browsers;

internal sealed class ChromiumTab : ITab
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> errors = new();

    public ChromiumTab(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.SetDefaultTimeout((float)Bound.Patience.TotalMilliseconds);
        page.PageError += (_, error) => errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") errors.Enqueue($"{message.Text} ({message.Location})");
        };
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Errors => errors;

    public Task OpenAsync(string url) => Page.GotoAsync(url);

    public Task ReloadAsync() => Page.ReloadAsync();

    public Task<string> EvaluateJsonAsync(string expression) => Page.EvaluateAsync<string>($"(async () => JSON.stringify((await ({expression})) ?? null))()");

    public Task PressAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task TypeAsync(string textBox, string text) => Page.GetByRole(AriaRole.Textbox, new() { Name = textBox, Exact = true }).FillAsync(text);

    public Task ResizeAsync(int width, int height) => Page.SetViewportSizeAsync(width, height);

    public Task ScreenshotAsync(string path) => Page.ScreenshotAsync(new PageScreenshotOptions { Path = path });

    public async ValueTask DisposeAsync() => await context.CloseAsync();
}
