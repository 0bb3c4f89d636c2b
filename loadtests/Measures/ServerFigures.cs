using System.Globalization;
using SessionRelay.LoadTests.FrontDoor;

namespace SessionRelay.LoadTests.Measures;

/// <summary>What the node tells of itself in one scrape of <c>/metrics</c>; a value is NaN when the node does not tell it.</summary>
/// <param name="CpuSeconds">Of the whole process since its start.</param>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="LongestPauseSeconds">The longest stop of all threads by the garbage collector in its last 10 minutes.</param>
/// <param name="PacketsOut">RTP packets forwarded since its start.</param>
/// <param name="PacketsIn">RTP packets received since its start.</param>
/// <param name="KernelDrops">Datagrams that its kernel dropped.</param>
/// <param name="Drops">Datagrams that it did not use.</param>
/// <param name="ShardBusy">The busiest shard's share of its last second, 0 to 1.</param>
/// <param name="Sessions">Open sessions.</param>
internal sealed record ServerFigures(
    double CpuSeconds, double ResidentBytes, double LongestPauseSeconds, double PacketsOut, double PacketsIn, double KernelDrops, double Drops, double ShardBusy, double Sessions);

/// <summary>Reads a node's <c>/metrics</c>. Any thread, one call at a time.</summary>
internal sealed class ServerMetrics : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private const int LargestPage = 4 << 20; // bytes: a node's has 20 KB

    private readonly HttpClient _http;
    private readonly Uri _url;

    public ServerMetrics(TargetSettings target)
    {
        _url = target.MetricsUrl;
        _http = new HttpClient(target.CreateHandler()) { Timeout = Bound, MaxResponseContentBufferSize = LargestPage };
    }

    /// <summary>Null when the node does not answer.</summary>
    public async Task<ServerFigures?> ReadAsync(CancellationToken stop)
    {
        try
        {
            using var answer = await _http.GetAsync(_url, stop);
            return answer.IsSuccessStatusCode ? Parse(await answer.Content.ReadAsStringAsync(stop)) : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Reads the Prometheus text format; lines that are not of it are left out.</summary>
    internal static ServerFigures Parse(string page)
    {
        var (cpu, memory, pause, packetsOut, packetsIn, kernel, drops, busy, sessions) =
            (double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        foreach (var line in page.AsSpan().EnumerateLines())
        {
            var space = line.LastIndexOf(' ');
            if (space <= 0 || line[0] == '#' || !double.TryParse(line[(space + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                continue;
            var series = line[..space];
            var brace = series.IndexOf('{');
            var name = brace < 0 ? series : series[..brace];
            var labels = brace < 0 ? [] : series[brace..];
            switch (name)
            {
                case "process_cpu_seconds_total":
                    cpu = value;
                    break;
                case "process_working_set_bytes":
                    memory = value;
                    break;
                case "sessionrelay_gc_pause_seconds" when labels.Contains("quantile=\"1\"", StringComparison.Ordinal):
                    pause = double.IsNaN(value) ? 0 : value;
                    break;
                case "sessionrelay_rtp_packets_total" when labels.Contains("direction=\"out\"", StringComparison.Ordinal):
                    packetsOut = Sum(packetsOut, value);
                    break;
                case "sessionrelay_rtp_packets_total":
                    packetsIn = Sum(packetsIn, value);
                    break;
                case "sessionrelay_udp_receive_drops_total":
                    kernel = value;
                    break;
                case "sessionrelay_dropped_packets_total":
                    drops = Sum(drops, value);
                    break;
                case "sessionrelay_shard_busy_ratio":
                    busy = double.IsNaN(busy) ? value : Math.Max(busy, value);
                    break;
                case "sessionrelay_sessions":
                    sessions = value;
                    break;
                default:
                    break;
            }
        }

        return new ServerFigures(cpu, memory, pause, packetsOut, packetsIn, kernel, drops, busy, sessions);
    }

    private static double Sum(double so, double value) => double.IsNaN(so) ? value : so + value;
}
