using System.Globalization;
using System.Text.Json.Nodes;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Product;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Ten minutes in which something breaks every 20 s, drawn by a seed: at their end everybody is there, the node is no larger, and the ledger adds up.</summary>
[Collection(NamespaceTests.Name)]
[Trait("Category", "Long")]
public sealed class TenMinutesOfFaultsTests(NamespaceRig rig, ITestOutputHelper output)
{
    private const int Seed = 20261128;
    private const int Port = 5446;
    private const double GrowthAtMost = 1.25; // of the memory when every part has worked once
    private const int Worked = 4; // rounds after the node's last start: by then it has
    private const string Udp = "meta l4proto udp";

    private static readonly TimeSpan Whole = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(8);
    private static readonly string ToHub = $"tcp dport {Port}";
    private static readonly string FromHub = $"tcp sport {Port}";

    [Fact]
    public async Task After_ten_minutes_of_faults_everybody_is_live_and_the_ledger_adds_up()
    {
        rig.Need();
        // The guest is alone in the first of the browsers' namespaces, which can get another address; the host is in the one whose cable can be made narrow.
        using var network = VirtualNetwork.Create(guestApart: true);
        await using var portal = await RunningPortal.StartAsync(network, rig.Authority, Port, "--Relay:Tcp:Port=0");
        await using var hosts = await Chromium.StartAsync(new ChromiumOptions { Network = network, IsGuest = true, Authority = rig.Authority });
        await using var guests = await Chromium.StartAsync(new ChromiumOptions { Network = network, Authority = rig.Authority });
        await using var call = await WatchedCall.BeginAsync(portal, hosts, guests, output);
        var random = new Random(Seed);
        var deck = new Queue<Fault>();
        var (early, measureAt, rounds) = (0.0, int.MaxValue, 0);
        var from = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Every);
        for (; TimeProvider.System.GetElapsedTime(from) < Whole; rounds++)
        {
            if (deck.Count == 0) deck = Shuffled(random, withKill: rounds == 0);
            var fault = deck.Dequeue();
            await BreakAsync(fault, network, portal, call);
            await call.SeeAndHearAsync();
            output.WriteLine($"{TimeProvider.System.GetElapsedTime(from):mm\\:ss} {fault}");
            if (fault == Fault.NodeKilled) measureAt = rounds + Worked;
            if (rounds == measureAt) early = await MemoryAsync(portal);
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(call.Host.SeesStateAsync(call.Guest, "live"), call.Guest.SeesStateAsync(call.Host, "live"));
        var late = await MemoryAsync(portal);
        var session = await portal.Api.SessionAsync(call.Session.Id);
        var measured = $"{rounds} faults; memory {early / 1e6:0} MB early, {late / 1e6:0} MB late; lost {session["lostSeconds"]} s in {session["gaps"]!.AsArray().Count} gaps";
        output.WriteLine(measured);
        TestContext.Current.SendDiagnosticMessage("measured: {0}", measured);
        rounds.ShouldBeGreaterThanOrEqualTo(2 * Enum.GetValues<Fault>().Length, "every fault was there");
        early.ShouldBeGreaterThan(0);
        late.ShouldBeLessThan(early * GrowthAtMost);
        session["gaps"]!.AsArray().ShouldAllBe(gap => gap!["to"] != null);
        session["lostSeconds"]!.GetValue<long>().ShouldBe(UnionOf(session["gaps"]!.AsArray()));
        session["lostSeconds"]!.GetValue<long>().ShouldBeInRange(1, (long)Whole.TotalSeconds / 2);
    }

    /// <summary>Each fault once, in the order that the seed gives. The node dies the first time only: what grows is to be seen after that.</summary>
    private static Queue<Fault> Shuffled(Random random, bool withKill)
    {
        var faults = Enum.GetValues<Fault>().Where(fault => withKill || fault != Fault.NodeKilled).ToArray();
        random.Shuffle(faults);
        return new Queue<Fault>(faults);
    }

    /// <summary>What its row of the table does, for as long as a round has room for. What has no end of its own is over when this is.</summary>
    private static async Task BreakAsync(Fault fault, VirtualNetwork network, RunningPortal portal, WatchedCall call)
    {
        string[] loses = [$"{Udp} numgen random mod 100 < 30"];
        await (fault switch
        {
            Fault.PathDead => network.DropForAsync([Udp, FromHub], [Udp, ToHub], Short),
            Fault.PortsTakenAway => TakePortsAwayAsync(network, call),
            Fault.HubCut => network.DropForAsync([FromHub], [ToHub], Long),
            Fault.UdpBlocked => network.DropForAsync([Udp], [Udp], Long),
            Fault.ThirtyPercentLost => network.DropForAsync(loses, loses, Long),
            Fault.NarrowDown => NarrowAsync(network, towardsHost: true, 100),
            Fault.NarrowUp => NarrowAsync(network, towardsHost: false, 100),
            Fault.OneMegabitDown => NarrowAsync(network, towardsHost: true, 1_000),
            Fault.NodeKilled => portal.KillAndStartAgainAsync(),
            Fault.PageReloaded => ReloadAsync(call),
            Fault.HubClosed => call.Guest.Tab.EvaluateAsync<bool>("(probe.sockets.at(-1).close(), true)"),
            Fault.AnotherAddress => Task.Run(network.MoveClient),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
        });
    }

    private static async Task ReloadAsync(WatchedCall call)
    {
        await call.Guest.Tab.ReloadAsync();
        await call.Guest.InRoomAsync();
    }

    private static async Task TakePortsAwayAsync(VirtualNetwork network, WatchedCall call)
    {
        var ports = string.Join(", ", (await call.Guest.StatsAsync("local-candidate")).Select(entry => entry!["port"]!.GetValue<int>()).Where(port => port > 9).Distinct());
        network.Drop([$"udp dport {{ {ports} }}"], [$"udp sport {{ {ports} }}"]);
        try
        {
            await call.SeeAndHearAsync();
        }
        finally
        {
            network.DropNothing();
        }
    }

    private static async Task NarrowAsync(VirtualNetwork network, bool towardsHost, int kilobits)
    {
        network.Narrow(towardsHost, kilobits);
        try
        {
            await Task.Delay(Long, TimeProvider.System, TestContext.Current.CancellationToken); // it lasts as long as its row says
        }
        finally
        {
            network.Widen(towardsHost);
        }
    }

    /// <summary>The rows of the table of faults that can befall a session that is under way.</summary>
    private enum Fault
    {
        PathDead,
        AnotherAddress,
        PortsTakenAway,
        HubCut,
        HubClosed,
        PageReloaded,
        UdpBlocked,
        NodeKilled,
        ThirtyPercentLost,
        NarrowDown,
        NarrowUp,
        OneMegabitDown,
    }

    private static async Task<double> MemoryAsync(RunningPortal portal)
    {
        const string Name = "process_working_set_bytes ";
        var line = (await portal.MetricsAsync()).Split('\n').Single(line => line.StartsWith(Name));
        return double.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds that the gaps cover together, overlaps once.</summary>
    private static long UnionOf(JsonArray gaps)
    {
        var spans = gaps.Select(gap => (From: At(gap!, "from"), To: At(gap!, "to"))).Order().ToList();
        var (lost, reached) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var (start, end) in spans)
        {
            var begin = start > reached ? start : reached;
            if (end <= begin) continue;
            lost += end - begin;
            reached = end;
        }

        return (long)lost.TotalSeconds;
    }

    private static DateTimeOffset At(JsonNode gap, string name) => DateTimeOffset.Parse(gap[name]!.GetValue<string>(), CultureInfo.InvariantCulture);
}
