using Microsoft.Playwright;

namespace SessionRelay.Browser.Tests.Browsers;

/// <summary>Debian's Chromium, headless, driven by Playwright over a pipe.</summary>
internal sealed class Chromium : IBrowser
{
    public static readonly IReadOnlyList<string> Quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly IPlaywright playwright;
    private readonly Microsoft.Playwright.IBrowser browser;
    private readonly TestFolder home;

    private Chromium(IPlaywright playwright, Microsoft.Playwright.IBrowser browser, TestFolder home)
    {
        this.playwright = playwright;
        this.browser = browser;
        this.home = home;
    }

    public static string Program => Command.Find("chromium", "chromium-browser", "google-chrome") ?? throw new InvalidOperationException("Chromium is missing: apt-get install chromium");

    public static async Task<Chromium> StartAsync(ChromiumOptions? options = null)
    {
        options ??= new ChromiumOptions();
        var home = new TestFolder();
        options.Authority?.TrustIn(home.Folder(".pki/nssdb"));
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = options.Network is { } network ? Wrapper(home, options.IsGuest ? network.Guest! : network.Client, Program) : Program,
            Args = [.. Quiet, .. options.Devices, .. options.Arguments],
            Env = Environment(home.Path),
            Timeout = (float)Bound.Patience.TotalMilliseconds,
        });
        return new Chromium(playwright, browser, home);
    }

    public async Task<ITab> TabAsync(string script, TabLook? look = null) => await ChromiumTabAsync(script, look);

    public async Task<ChromiumTab> ChromiumTabAsync(string script, TabLook? look = null)
    {
        look ??= new TabLook();
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
            ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light,
            StorageState = look.Cookies,
            TimezoneId = look.Zone,
            JavaScriptEnabled = look.HasScript,
        });
        if (script.Length > 0) await context.AddInitScriptAsync(script);
        return new ChromiumTab(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        home.Dispose();
    }

    // Playwright starts one program: this one enters the namespace and becomes the browser.
    private static string Wrapper(TestFolder home, string name, string program)
    {
        var path = home.File("chromium-inside");
        File.WriteAllText(path, $"#!/bin/sh\nexec ip netns exec {name} {program} \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static IEnumerable<KeyValuePair<string, string>> Environment(string home)
    {
        foreach (System.Collections.DictionaryEntry pair in System.Environment.GetEnvironmentVariables())
        {
            if ((string)pair.Key != "HOME") yield return new((string)pair.Key, (string?)pair.Value ?? "");
        }

        yield return new("HOME", home);
    }
}
