using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Room;
using SessionRelay.Browser.Tests.Sessions;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Packets that don't arrive, between the product and both browsers.</summary>
[Collection(NamespaceTests.Name)]
public sealed class NetworkTests(NamespaceRig rig)
{
    private const string Udp = "meta l4proto udp";

    /// <summary>Firefox nominates every pair that answers, also towards a lite agent; the relay must use the one that works.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Firefox_nominates_every_pair_and_media_follows_the_way_that_works(bool towardsFirefox)
    {
        rig.Need();
        var portal = await rig.PortalAsync();
        var (chromium, firefox) = (await rig.ChromiumAsync(), await rig.FirefoxAsync());
        foreach (var blocked in new[] { VirtualNetwork.ServerAddress, VirtualNetwork.OtherServerAddress })
        {
            if (towardsFirefox) rig.Network.Drop([$"ip saddr {blocked} {Udp}"], []);
            else rig.Network.Drop([], [$"ip daddr {blocked} {Udp}"]);
            try
            {
                var (host, guest) = await Meeting.BeginAsync(portal, chromium, firefox);
                await using (host)
                await using (guest)
                {
                    await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
                }
            }
            finally
            {
                rig.Network.DropNothing();
            }
        }
    }

    /// <summary>In Firefox a lost packet of a simulcast encoding comes back only when rid and repaired rid fit together.</summary>
    [Fact]
    public async Task Firefox_s_simulcast_survives_loss()
    {
        rig.Need();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), await rig.ChromiumAsync(), await rig.FirefoxAsync());
        await using (host)
        await using (guest)
        {
            await host.SeesAndHearsAsync(guest);
            var rids = (await guest.StatsAsync("outbound-rtp")).Select(entry => entry!["rid"]?.GetValue<string>()).Where(rid => !string.IsNullOrEmpty(rid)).Distinct().Order();
            rids.ShouldBe(["f", "h", "q"]);
            rig.Network.Drop([$"{Udp} numgen random mod 100 < 5"], [$"{Udp} numgen random mod 100 < 5"]);
            try
            {
                for (var round = 0; round < 3; round++) await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
                (await host.StatsAsync("inbound-rtp")).Sum(entry => entry!["nackCount"]?.GetValue<long>() ?? 0).ShouldBeGreaterThan(0);
            }
            finally
            {
                rig.Network.DropNothing();
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_path_that_is_gone_for_a_while_is_told_and_comes_back(bool firefoxIsCutOff)
    {
        rig.Need();
        var (chromium, firefox) = (await rig.ChromiumAsync(), await rig.FirefoxAsync());
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, firefoxIsCutOff ? firefox : chromium);
        await using (host)
        await using (guest)
        {
            await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
            // The guest's ports alone: what its nominated pairs send from.
            var ports = (await guest.StatsAsync("local-candidate")).Select(entry => entry!["port"]!.GetValue<int>()).Where(port => port > 9).Distinct().ToArray();
            ports.ShouldNotBeEmpty();
            var set = string.Join(", ", ports);
            foreach (var page in new[] { host, guest }) await page.Tab.EvaluateAsync<bool>("probe.watchStates()"); // a way back may be faster than a look
            rig.Network.Drop([$"udp dport {{ {set} }}"], [$"udp sport {{ {set} }}"]);
            try
            {
                await host.Tab.UntilAsync<string[]>("the host sees the guest reconnecting", "probe.alarms", seen => seen.Contains($"{guest.Id} reconnecting"));
                await guest.Tab.UntilAsync<string[]>("the guest is told", "probe.alarms", seen => seen.Contains("dropped"));
                // The blocked ports stay blocked: the way back is another one.
                await host.SeesStateAsync(guest, "live");
                await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
            }
            finally
            {
                rig.Network.DropNothing();
            }
        }
    }
}
