using SessionRelay.Browser.Tests.Room;
using SessionRelay.Browser.Tests.Sessions;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Networks that let no UDP through: the relay's TCP port carries the session, from the start or when UDP goes away in mid-session.</summary>
[Collection(NamespaceTests.Name)]
public sealed class UdpBlockedTests(NamespaceRig rig, ITestOutputHelper output)
{
    private const string Udp = "meta l4proto udp";

    /// <summary>The longest time without a packet of sound: issue 5's table.</summary>
    private static readonly TimeSpan GapAtMost = TimeSpan.FromSeconds(6);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task From_the_start_people_meet_over_tcp(bool firefoxIsGuest)
    {
        rig.Need();
        var (chromium, firefox) = (await rig.ChromiumAsync(), await rig.FirefoxAsync());
        var portal = await rig.TcpPortalAsync();
        rig.Network.Drop([Udp], [Udp]);
        try
        {
            var (host, guest) = await Meeting.BeginAsync(portal, chromium, firefoxIsGuest ? firefox : chromium);
            await using (host)
            await using (guest)
            {
                await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
                await ByTcpAsync(host, guest);
                // Several of the browsers' check intervals: every check is answered, or Firefox gives the path up.
                await Task.WhenAll(host.SeesAndHearsAsync(guest, frames: 200), guest.SeesAndHearsAsync(host, frames: 200));
                (await guest.Tab.EvaluateAsync<int>("probe.peers.length")).ShouldBe(1, "the first connection has lasted");
                (await portal.MetricsAsync()).ShouldNotContain("sessionrelay_tcp_connections 0");
            }
        }
        finally
        {
            rig.Network.DropNothing();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_mid_session_the_sound_is_back_within_6_seconds(bool firefoxIsGuest)
    {
        rig.Need();
        var (chromium, firefox) = (await rig.ChromiumAsync(), await rig.FirefoxAsync());
        var portal = await rig.TcpPortalAsync();
        await using var call = await WatchedCall.BeginAsync(portal, chromium, firefoxIsGuest ? firefox : chromium, output);
        foreach (var page in new[] { call.Host, call.Guest })
            (await page.Tab.EvaluateAsync<string[]>("probe.ways()")).ShouldBe(["udp"], "UDP is taken where both work");
        rig.Network.Drop([Udp], [Udp]);
        try
        {
            await ByTcpAsync(call.Host, call.Guest);
            await call.SeeAndHearAsync();
        }
        finally
        {
            rig.Network.DropNothing();
        }

        await call.GapsAsync("UDP blocked in mid-session", GapAtMost);
        (await portal.MetricsAsync()).ShouldContain("""sessionrelay_reconnects_total{cause="network",result="ok",step="tcp"}""");
    }

    private static Task ByTcpAsync(params RoomPage[] pages) => Task.WhenAll(pages.Select(page =>
        page.Tab.UntilAsync<string[]>($"{page.Name}'s media goes by TCP", "probe.ways()", ways => ways.SequenceEqual(["tcp"]))));
}
