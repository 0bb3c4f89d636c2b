using System.Globalization;
using System.Text.Json.Nodes;
using SessionRelay.Browser.Tests.Product;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Ten minutes in which something breaks every 20 s, drawn by a seed: at their end everybody is there, the node is no larger, and the ledger adds up.</summary>
[Collection(NamespaceTests.Name)]
[Trait("Category", "Long")]
public sealed class TenMinutesOfFaultsTests(NamespaceRig rig, ITestOutputHelper output)
{
    private const int Seed = 20261128;
    private const int Port = 5446;
    private const double GrowthAtMost = 1.25; // of the memory after the first two minutes, when every part has worked once
    private const string Udp = "meta l4proto udp";

    private static readonly TimeSpan Whole = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);
    private static readonly string ToHub = $"tcp dport {Port}";
    private static readonly string FromHub = $"tcp sport {Port}";

    [Fact]
    public async Task After_ten_minutes_of_faults_everybody_is_live_and_the_ledger_adds_up()
    {
        rig.Need();
        await using var portal = await RunningPortal.StartAsync(rig.Network, rig.Authority, Port, "--Relay:Tcp:Port=0");
        var chromium = await rig.ChromiumAsync();
        await using var call = await WatchedCall.BeginAsync(portal, chromium, chromium, output);
        var random = new Random(Seed);
        var early = 0.0;
        var from = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Every);
        for (var round = 0; TimeProvider.System.GetElapsedTime(from) < Whole; round++)
        {
            var fault = await DrawAsync(random, call);
            await call.SeeAndHearAsync();
            output.WriteLine($"{TimeProvider.System.GetElapsedTime(from):mm\\:ss} {fault}");
            if (round == 6) early = await MemoryAsync(portal);
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(call.Host.SeesStateAsync(call.Guest, "live"), call.Guest.SeesStateAsync(call.Host, "live"));
        var late = await MemoryAsync(portal);
        var session = await portal.Api.SessionAsync(call.Session.Id);
        output.WriteLine($"memory {early / 1e6:0} MB early, {late / 1e6:0} MB late; lost {session["lostSeconds"]} s in {session["gaps"]!.AsArray().Count} gaps");
        late.ShouldBeLessThan(early * GrowthAtMost);
        session["gaps"]!.AsArray().ShouldAllBe(gap => gap!["to"] != null);
        session["lostSeconds"]!.GetValue<long>().ShouldBe(UnionOf(session["gaps"]!.AsArray()));
        session["lostSeconds"]!.GetValue<long>().ShouldBeInRange(1, (long)Whole.TotalSeconds / 2);
    }

    private async Task<string> DrawAsync(Random random, WatchedCall call)
    {
        switch (random.Next(6))
        {
            case 0:
                await rig.Network.DropForAsync([Udp, FromHub], [Udp, ToHub], TimeSpan.FromSeconds(3));
                return "path dead for 3 s";
            case 1:
                await rig.Network.DropForAsync([FromHub], [ToHub], TimeSpan.FromSeconds(8));
                return "hub cut for 8 s";
            case 2:
                await rig.Network.DropForAsync([$"{Udp} numgen random mod 100 < 30"], [$"{Udp} numgen random mod 100 < 30"], TimeSpan.FromSeconds(8));
                return "30 % loss for 8 s";
            case 3:
                await rig.Network.DropForAsync([Udp], [Udp], TimeSpan.FromSeconds(8));
                return "UDP blocked for 8 s";
            case 4:
                await call.Guest.Tab.ReloadAsync();
                await call.Guest.InRoomAsync();
                return "page reloaded";
            default:
                await call.Guest.Tab.EvaluateAsync<bool>("(probe.sockets.at(-1).close(), true)");
                return "hub connection closed";
        }
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
