using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;
using SessionRelay.Browser.Tests.Sessions;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Two people who see and hear each other, and whose gaps in sound are watched from then on.</summary>
internal sealed class WatchedCall : IAsyncDisposable
{
    private readonly ITestOutputHelper output;
    private readonly string guestBrowser;

    private WatchedCall(TestSession session, RoomPage host, RoomPage guest, string guestBrowser, ITestOutputHelper output)
    {
        (Session, Host, Guest) = (session, host, guest);
        (this.guestBrowser, this.output) = (guestBrowser, output);
    }

    public TestSession Session { get; }

    public RoomPage Host { get; }

    public RoomPage Guest { get; }

    public static async Task<WatchedCall> BeginAsync(RunningPortal portal, IBrowser hostBrowser, IBrowser guestBrowser, ITestOutputHelper output)
    {
        var session = await portal.Api.CreateSessionAsync();
        var (host, guest) = await Meeting.BeginAsync(session, hostBrowser, guestBrowser);
        var call = new WatchedCall(session, host, guest, guestBrowser is Firefox ? "Firefox" : "Chromium", output);
        await call.SeeAndHearAsync();
        await call.WatchGapsAsync();
        return call;
    }

    public Task SeeAndHearAsync() => Task.WhenAll(Host.SeesAndHearsAsync(Guest), Guest.SeesAndHearsAsync(Host));

    /// <summary>From now on; what was before is forgotten.</summary>
    public Task WatchGapsAsync() => Task.WhenAll(Host.Tab.EvaluateAsync<bool>("probe.watchGap()"), Guest.Tab.EvaluateAsync<bool>("probe.watchGap()"));

    /// <summary>Prints the longest gap of each, and holds it against its bound.</summary>
    public async Task GapsAsync(string fault, TimeSpan atMost, bool hostAlone = false)
    {
        foreach (var page in hostAlone ? [Host] : new[] { Host, Guest })
        {
            var browser = page == Guest ? guestBrowser : "Chromium";
            var gap = await page.Tab.EvaluateAsync<double>("probe.longestGap()");
            output.WriteLine($"{fault}, guest in {guestBrowser}: no sound for {gap:0} ms at {page.Name} ({browser}), bound {atMost.TotalMilliseconds:0} ms");
            TestContext.Current.SendDiagnosticMessage("measured: {0}, guest in {1}: no sound for {2:0} ms at {3} ({4})", fault, guestBrowser, gap, page.Name, browser);
            gap.ShouldBeLessThanOrEqualTo(atMost.TotalMilliseconds, $"{page.Name} in {browser}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Guest.DisposeAsync();
    }
}
