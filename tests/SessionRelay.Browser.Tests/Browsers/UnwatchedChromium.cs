namespace SessionRelay.Browser.Tests.Browsers;

/// <summary>A Chromium that treats its tabs as a person's does: one behind another is hidden, its timers are slowed, and nothing keeps it awake.</summary>
internal sealed class UnwatchedChromium : DrivenBrowser
{
    // What drivers of browsers add so that hidden pages go on as if they were seen.
    private static readonly string[] KeepAwake = ["--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding"];

    private UnwatchedChromium()
        : base("node")
    {
    }

    public static async Task<UnwatchedChromium> StartAsync()
    {
        var chromium = new UnwatchedChromium();
        try
        {
            await chromium.AskAsync("launch", new
            {
                browser = "chrome",
                executable = Chromium.Program,
                profile = chromium.Home.Folder("profile"),
                arguments = Chromium.Quiet.Concat(ChromiumOptions.FakeDevices),
                without = KeepAwake,
            });
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }
}
