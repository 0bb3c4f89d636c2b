using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;

namespace SessionRelay.Tests.Net;

/// <summary>Trying the relay's ports from this machine: a free port answers in the relay's place, a taken one only as the relay that knows the key.</summary>
public sealed class RelayReachTests
{
    private static readonly RelayOptions Options = new() { UdpPort = 0, Shards = 1, PublicAddresses = [IPAddress.Loopback, IPAddress.IPv6Loopback], ReachKey = RandomNumberGenerator.GetBytes(32) };

    [Fact]
    public async Task A_free_port_is_tried_over_IPv4_and_IPv6()
    {
        var tried = await RelayReach.TryAsync(Options, TimeProvider.System, default);

        tried.Select(one => (one.Address.Address, one.Result, one.IsRunning, one.IsOwn)).ShouldBe(
            [(IPAddress.Loopback, ReachResult.Answered, false, true), (IPAddress.IPv6Loopback, ReachResult.Answered, false, true)]);
    }

    [Fact]
    public async Task A_running_relay_answers_who_has_its_key_and_nobody_else()
    {
        await using var relay = Relay.Start(Options, NullLoggerFactory.Instance, TimeProvider.System);
        var running = Options with { UdpPort = relay.Addresses[0].Port };

        (await RelayReach.TryAsync(running, TimeProvider.System, default)).ShouldAllBe(one => one.Result == ReachResult.Answered && one.IsRunning);
        relay.ReadCounters().Drops.Sum().ShouldBe(0);

        (await RelayReach.TryAsync(running with { ReachKey = RandomNumberGenerator.GetBytes(32) }, TimeProvider.System, default)).ShouldAllBe(one => one.Result == ReachResult.NoAnswer);
        relay.ReadCounters().Drops[(int)DropReason.UnknownAddress].ShouldBeGreaterThan(0);
        (await RelayReach.TryAsync(running with { ReachKey = [] }, TimeProvider.System, default)).ShouldAllBe(one => one.Result == ReachResult.PortTaken);
    }

    [Fact]
    public async Task A_relay_without_a_key_answers_nobody()
    {
        await using var relay = Relay.Start(Options with { ReachKey = [] }, NullLoggerFactory.Instance, TimeProvider.System);

        (await RelayReach.TryAsync(Options with { UdpPort = relay.Addresses[0].Port }, TimeProvider.System, default)).ShouldAllBe(one => one.Result == ReachResult.NoAnswer);
    }
}
