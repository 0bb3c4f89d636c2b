using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Networks that allow HTTPS and nothing else: media goes through a TURN server that shares the pages' address and port, as docs/turn.md says.</summary>
[Collection(NamespaceTests.Name)]
public sealed class OnlyTls443Tests(NamespaceRig rig, ITestOutputHelper output)
{
    /// <summary>From the press on Join to the first sound: issue 5's table.</summary>
    private const double JoinAtMost = 8_000; // ms

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_person_joins_within_8_seconds(bool inFirefox)
    {
        rig.Need();
        await using var setup = await TurnSetup.StartAsync(rig.Network, rig.Authority);
        var (chromium, firefox) = (await rig.ChromiumAsync(), await rig.FirefoxAsync());
        rig.Network.Drop(["meta l4proto udp"], ["meta l4proto udp", $"ip daddr {VirtualNetwork.ServerAddress} tcp dport != 443", $"ip daddr {VirtualNetwork.OtherServerAddress}"]);
        try
        {
            var session = await setup.Portal.Api.CreateSessionAsync(new { waitingRoom = false });
            await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
            await host.InRoomAsync();
            await using var guest = await RoomPage.OpenAsync(inFirefox ? firefox : chromium, await session.InviteAsync("Gina", "guest"));
            await guest.Tab.EvaluateAsync<bool>("probe.watchGap()");
            await guest.Tab.PressAsync("Join");
            await guest.Tab.UntilAsync("the first sound", "probe.heard()");
            var took = await guest.Tab.EvaluateAsync<double>("probe.longestGap()");
            output.WriteLine($"Only TCP 443 with TLS allowed, {(inFirefox ? "Firefox" : "Chromium")}: first sound {took:0} ms after Join");
            await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
            foreach (var page in new[] { host, guest }) (await page.Tab.EvaluateAsync<string[]>("probe.ways()")).ShouldBe(["relay"]);
            took.ShouldBeLessThanOrEqualTo(JoinAtMost);
        }
        catch (Exception failure) when (failure is TimeoutException or ShouldAssertException)
        {
            output.WriteLine(setup.Output);
            throw;
        }
        finally
        {
            rig.Network.DropNothing();
        }
    }
}
