using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Scenarios;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Reports;

/// <summary>One server's figures in one round of a comparison.</summary>
/// <param name="CpuMicroseconds">Whole process, for each packet that arrived.</param>
internal sealed record CompareRound(
    string Server, int Round, long Packets, double PacketsPerSecond, double CpuPercent, double CpuMicroseconds, double LatencyP50, double LatencyP99, double LatencyP999, double LossPercent, double MemoryMegabytes, string Generator)
{
    public static CompareRound Of(string server, int round, RunFigures figures, double cpuPercent, double memory)
    {
        var main = figures.Main;
        var rate = main.Counts.Received / figures.Duration.TotalSeconds;
        return new CompareRound(
            server, round, main.Counts.Received, rate, cpuPercent, rate > 0 ? cpuPercent / 100 / rate * 1e6 : double.NaN, main.Latency.Percentile(50), main.Latency.Percentile(99), main.Latency.Percentile(99.9),
            100 * main.Counts.LossShare, memory, string.Join("; ", figures.Generator.Bottlenecks));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"round {Round} {Server,-12} {PacketsPerSecond,9:N0} packets/s  {CpuMicroseconds,7:0.00} µs CPU a packet  {CpuPercent,5:0.0} % of a core  latency p50 {LatencyP50:0.00} ms p99 {LatencyP99:0.00} ms p99.9 {LatencyP999:0.00} ms  loss {LossPercent:0.####} %  {MemoryMegabytes:0} MB{(Generator.Length > 0 ? "  ! generator: " + Generator : "")}");
}

/// <summary>A comparison's outcome: each server's medians over the rounds, and every round.</summary>
internal sealed class CompareReport(CompareSettings settings, Uri target, string janusVersion, IReadOnlyList<CompareRound> rounds, IReadOnlyList<ThresholdResult> results, bool wasInterrupted)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private IEnumerable<CompareRound> Medians => rounds.GroupBy(round => round.Server).Select(group => new CompareRound(
        group.Key,
        0,
        group.Sum(round => round.Packets),
        Median(group, round => round.PacketsPerSecond),
        Median(group, round => round.CpuPercent),
        Median(group, round => round.CpuMicroseconds),
        Median(group, round => round.LatencyP50),
        Median(group, round => round.LatencyP99),
        Median(group, round => round.LatencyP999),
        Median(group, round => round.LossPercent),
        Median(group, round => round.MemoryMegabytes),
        group.Any(round => round.Generator.Length > 0) ? "the load generator was the bottleneck in some round" : ""));

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            tool = "SessionRelay loadtests",
            scenario = "compare",
            load = settings.ToString(),
            media = settings.Media.ToString(),
            target,
            janus = janusVersion,
            interrupted = wasInterrupted,
            medians = Medians.Select(Known),
            rounds = rounds.Select(Known),
            thresholds = results.Select(result => new { text = result.Threshold.Text, value = double.IsNaN(result.Value) ? null : (double?)result.Value, broken = result.IsBroken }),
        },
        Options);

    public string ToHtml()
    {
        var text = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        text.Append($"<title>Comparison with Janus: {settings}</title><style>{ReportStyle.Css}</style></head><body><main><h1>Comparison with Janus: {settings}</h1>");
        text.Append($"<p>{Encode(settings.Media.ToString())}; each round {settings.Duration.TotalSeconds:0} s; node {Encode(target.ToString())}; Janus {Encode(janusVersion)}, video room, ICE-lite, one event loop.</p>");
        text.Append("<p class=\"note\">CPU is the whole process of each server, for the node with its signaling, divided by the packets that arrived at people. Compare ratios, not absolutes: both ran on the same machine, one after the other.</p>");
        if (wasInterrupted)
            text.Append("<ul class=\"remarks\"><li>Ctrl+C ended the comparison: unfinished rounds are left out.</li></ul>");
        AppendTable(text, "Medians", Medians);
        AppendTable(text, "Rounds", rounds);
        text.Append("<div class=\"charts\">");
        AppendChart(text, "CPU for a packet", "µs", round => round.CpuMicroseconds);
        AppendChart(text, "Latency p99", "ms", round => round.LatencyP99);
        return text.Append("</div></main></body></html>\n").ToString();
    }

    public void Print(ReportFiles files)
    {
        Console.WriteLine($"\ncompare: {settings}, medians");
        foreach (var median in Medians)
            Console.WriteLine(median.ToString().Replace("round 0 ", "  "));
        foreach (var result in results)
            Console.WriteLine($"  {(result.IsBroken || result.IsMissing ? "✗" : "✓")} {result}");
        Console.WriteLine($"Report: {files.Html} and {Path.GetFileName(files.Json)}");
    }

    private static void AppendTable(StringBuilder text, string title, IEnumerable<CompareRound> rows)
    {
        text.Append($"<h2>{title}</h2><table><thead><tr><th>server</th><th class=\"n\">round</th><th class=\"n\">packets/s</th><th class=\"n\">CPU a packet</th><th class=\"n\">CPU</th><th class=\"n\">p50</th><th class=\"n\">p99</th><th class=\"n\">p99.9</th><th class=\"n\">loss</th><th class=\"n\">memory</th><th>load generator</th></tr></thead><tbody>");
        foreach (var row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{row.Server}</td><td class=\"n\">{(row.Round == 0 ? "" : row.Round)}</td><td class=\"n\">{row.PacketsPerSecond:N0}</td><td class=\"n\">{row.CpuMicroseconds:0.00} µs</td><td class=\"n\">{row.CpuPercent:0.0} %</td><td class=\"n\">{row.LatencyP50:0.00} ms</td><td class=\"n\">{row.LatencyP99:0.00} ms</td><td class=\"n\">{row.LatencyP999:0.00} ms</td><td class=\"n\">{row.LossPercent:0.####} %</td><td class=\"n\">{row.MemoryMegabytes:0} MB</td><td>{Encode(row.Generator)}</td></tr>");
        }

        text.Append("</tbody></table>");
    }

    private void AppendChart(StringBuilder text, string title, string unit, Func<CompareRound, double> value)
    {
        var count = rounds.Count == 0 ? 0 : rounds.Max(round => round.Round);
        if (count == 0)
            return;
        Series Line(string server, string colour) => new(
            server, colour, [.. Enumerable.Range(1, count).Select(number => rounds.FirstOrDefault(round => round.Server == server && round.Round == number) is { } round ? value(round) : double.NaN)]);
        text.Append(SvgChart.Draw(title, unit, [.. Enumerable.Range(1, count).Select(number => $"round {number}")], [Line(CompareRun.Ours, "#2f6fde"), Line(CompareRun.Theirs, "#d9730d")]));
    }

    private static object Known(CompareRound round) => new
    {
        round.Server,
        round.Round,
        round.Packets,
        round.PacketsPerSecond,
        cpuPercent = double.IsFinite(round.CpuPercent) ? round.CpuPercent : (double?)null,
        cpuMicroseconds = double.IsFinite(round.CpuMicroseconds) ? round.CpuMicroseconds : (double?)null,
        round.LatencyP50,
        round.LatencyP99,
        round.LatencyP999,
        round.LossPercent,
        memoryMegabytes = double.IsFinite(round.MemoryMegabytes) ? round.MemoryMegabytes : (double?)null,
        round.Generator,
    };

    private static double Median(IEnumerable<CompareRound> rows, Func<CompareRound, double> value)
    {
        var sorted = rows.Select(value).Where(double.IsFinite).Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
