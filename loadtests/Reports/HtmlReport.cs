using System.Globalization;
using System.Net;
using System.Text;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Reports;

/// <summary>The report for people: one page that holds everything, charts included.</summary>
internal static class HtmlReport
{
    private const string Blue = "#2f6fde";
    private const string Orange = "#d9730d";
    private const string Red = "#c83232";
    private const string Green = "#2b8a3e";

    private static readonly double[] Percentiles = [50, 75, 90, 95, 99, 99.9, 100];
    private static readonly string[] PercentileNames = ["p50", "p75", "p90", "p95", "p99", "p99.9", "max"];

    public static string Write(RunReport report)
    {
        var text = new StringBuilder(64 * 1024);
        text.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        text.Append($"<title>Load test: {Encode(report.Scenario)}, {report.Verdict}</title><style>{ReportStyle.Css}</style></head><body><main>");
        text.Append($"<h1>Load test: {Encode(report.Scenario)} <span class=\"verdict {report.Verdict}\">{report.Verdict}</span></h1>");
        text.Append(
            CultureInfo.InvariantCulture, $"<p>Started {report.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, measured for {report.Figures.Duration.TotalSeconds:0.0} s, {report.Figures.PeopleIn} people in at the end.</p>");
        AppendRemarks(text, report.Remarks);
        AppendThresholds(text, report.Results);
        AppendLimit(text, report);
        AppendSteps(text, report.Figures);
        text.Append("<p class=\"note\">join: from the press on Join to a path that media can flow on. first media: from then, or from the first sender's path if that is later, to the first packet of somebody else.</p>");
        AppendMedia(text, report);
        AppendPercentiles(text, report);
        AppendTimeline(text, report);
        AppendCost(text, report);
        text.Append("<h2>What was run</h2><table><tbody>");
        foreach (var (name, value) in report.Parameters)
            text.Append($"<tr><th>{Encode(name)}</th><td>{Encode(value)}</td></tr>");
        return text.Append("</tbody></table></main></body></html>\n").ToString();
    }

    internal static void AppendRemarks(StringBuilder text, IReadOnlyList<string> remarks)
    {
        if (remarks.Count == 0)
            return;
        text.Append("<ul class=\"remarks\">");
        foreach (var remark in remarks)
            text.Append($"<li>{Encode(remark)}</li>");
        text.Append("</ul>");
    }

    internal static void AppendThresholds(StringBuilder text, IReadOnlyList<ThresholdResult> results)
    {
        if (results.Count == 0)
            return;
        text.Append("<h2>Thresholds</h2><table><thead><tr><th>fails if</th><th class=\"n\">measured</th><th>result</th></tr></thead><tbody>");
        foreach (var result in results)
        {
            var word = result.IsMissing ? "no such figure" : result.IsBroken ? "broken" : "held";
            text.Append($"<tr class=\"{(word == "held" ? "ok" : "bad")}\"><td>{Encode(result.Threshold.Text)}</td><td class=\"n\">{Threshold.Describe(result.Value, result.Threshold.Dimension)}</td><td>{word}</td></tr>");
        }

        text.Append("</tbody></table>");
    }

    private static void AppendLimit(StringBuilder text, RunReport report)
    {
        if (report.Search is not { } search)
            return;
        text.Append($"<h2>Search for the limit</h2><p>{Encode(search.Finding)}</p><table><thead><tr><th>load</th><th>thresholds</th><th class=\"n\">node CPU</th><th class=\"n\">node memory</th><th class=\"n\">loss</th><th class=\"n\">latency p99</th></tr></thead><tbody>");
        foreach (var step in search.Steps)
        {
            text.Append(
                $"<tr class=\"{(step.IsBroken ? "bad" : "ok")}\"><td>{step.Size}</td><td>{Encode(string.Join("; ", step.Results))}</td><td class=\"n\">{Threshold.Describe(step.Figures.Node.CpuPercent, Dimension.Share)}</td>"
                + $"<td class=\"n\">{Threshold.Describe(step.Figures.Node.PeakMemoryMegabytes, Dimension.Memory)}</td><td class=\"n\">{Threshold.Describe(100 * step.Figures.Main.Counts.LossShare, Dimension.Share)}</td><td class=\"n\">{Time(step.Figures.Main.Latency, 99)}</td></tr>");
        }

        text.Append("</tbody></table>");
    }

    internal static void AppendSteps(StringBuilder text, RunFigures figures)
    {
        text.Append("<h2>Steps</h2><table><thead><tr><th>step</th><th class=\"n\">requests</th><th class=\"n\">ok</th><th class=\"n\">fail</th><th class=\"n\">RPS</th><th class=\"n\">min</th><th class=\"n\">mean</th><th class=\"n\">StdDev</th>");
        foreach (var name in PercentileNames)
            text.Append($"<th class=\"n\">{name}</th>");
        text.Append("<th>status codes of failures</th></tr></thead><tbody>");
        foreach (var step in figures.Steps)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"<tr{(step.Failed > 0 ? " class=\"bad\"" : "")}><td>{Encode(step.Name)}</td><td class=\"n\">{step.Ok + step.Failed:N0}</td><td class=\"n\">{step.Ok:N0}</td><td class=\"n\">{step.Failed:N0}</td><td class=\"n\">{step.Ok / figures.Duration.TotalSeconds:0.##}</td>");
            AppendTimes(text, step.Times);
            text.Append($"<td>{Encode(string.Join(", ", step.Codes.Select(pair => $"{pair.Key}: {pair.Value}")))}</td></tr>");
        }

        text.Append("</tbody></table>");
    }

    private static void AppendMedia(StringBuilder text, RunReport report)
    {
        text.Append("<h2>Media</h2><table><thead><tr><th>group</th><th class=\"n\">received</th><th class=\"n\">lost</th><th class=\"n\">loss</th><th class=\"n\">asked again</th><th class=\"n\">checked</th><th class=\"n\">damaged</th></tr></thead><tbody>");
        foreach (var group in report.Figures.Groups)
        {
            var counts = group.Counts;
            text.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{NameOf(group)}</td><td class=\"n\">{counts.Received:N0}</td><td class=\"n\">{counts.Lost:N0}</td><td class=\"n\">{100 * counts.LossShare:0.####} %</td><td class=\"n\">{counts.Retransmitted:N0}</td><td class=\"n\">{counts.Checked:N0}</td><td class=\"n\">{counts.Damaged + counts.Refused:N0}</td></tr>");
        }

        text.Append("</tbody></table><table><thead><tr><th></th><th class=\"n\">min</th><th class=\"n\">mean</th><th class=\"n\">StdDev</th>");
        foreach (var name in PercentileNames)
            text.Append($"<th class=\"n\">{name}</th>");
        text.Append("</tr></thead><tbody>");
        foreach (var group in report.Figures.Groups)
        {
            text.Append($"<tr><td>latency, {NameOf(group)}</td>");
            AppendTimes(text, group.Latency);
            text.Append($"</tr><tr><td>gaps, {NameOf(group)} ({group.Gaps.Count:N0})</td>");
            AppendTimes(text, group.Gaps);
            text.Append("</tr>");
        }

        text.Append($"</tbody></table><p class=\"note\">latency: from one person's write to another's read, the generator's own share included. gap: no audio packet of a sender for {MediaMeasures.GapFloor.TotalMilliseconds:0} ms or more.</p>");
    }

    private static void AppendPercentiles(StringBuilder text, RunReport report)
    {
        text.Append("<h2>Percentiles</h2><div class=\"charts\">");
        AppendPercentileChart(text, "Join time", [("join", Blue, report.Figures.Step(StepTable.Join).Times), ("first media", Orange, report.Figures.Step(StepTable.FirstMedia).Times)]);
        AppendPercentileChart(text, "End-to-end latency", [.. report.Figures.Groups.Select((group, i) => (NameOf(group), i == 0 ? Blue : Orange, group.Latency))]);
        AppendPercentileChart(text, "Gaps", [.. report.Figures.Groups.Select((group, i) => (NameOf(group), i == 0 ? Blue : Orange, group.Gaps))]);
        AppendPercentileChart(text, "Reconnection", [("reconnect", Blue, report.Figures.Step(StepTable.Reconnect).Times)]);
        text.Append("</div>");
    }

    internal static void AppendPercentileChart(StringBuilder text, string title, IReadOnlyList<(string Name, string Colour, TimeSample Times)> lines)
    {
        var known = lines.Where(line => line.Times.Count > 0).ToArray();
        if (known.Length == 0)
            return;
        text.Append(SvgChart.Draw(title, "ms", PercentileNames, [.. known.Select(line => new Series(line.Name, line.Colour, [.. Percentiles.Select(line.Times.Percentile)]))]));
    }

    private static void AppendTimeline(StringBuilder text, RunReport report)
    {
        if (report.Samples.Count == 0)
            return;
        var samples = report.Samples;
        var labels = samples.Select(sample => sample.Seconds < 7200 ? $"{sample.Seconds:0} s" : $"{sample.Seconds / 3600:0.0} h").ToArray();
        var steps = samples.Select(sample => sample.Step).ToArray();
        text.Append("<h2>Over time</h2><div class=\"charts\">");
        Chart("People", "", ("in", Blue, sample => sample.PeopleIn), ("failed joins", Red, sample => sample.Failures), ("stalled", Orange, sample => sample.Stalled));
        Chart("Packets", "a second", ("sent", Orange, sample => sample.Sent), ("received", Blue, sample => sample.Received));
        Chart("End-to-end latency", "ms", ("p50", Green, sample => sample.LatencyP50), ("p99", Blue, sample => sample.LatencyP99), ("max", Orange, sample => sample.LatencyMax));
        Chart("Loss", "%", ("loss", Red, sample => sample.LossPercent));
        Chart("Longest gap", "ms", ("gap", Red, sample => sample.LongestGap));
        Chart("CPU", "% of a core", ("node", Blue, sample => sample.ServerCpuPercent), ("generator", Orange, sample => sample.GeneratorCpuPercent));
        Chart("Node memory", "MB", ("resident", Blue, sample => sample.ServerMemoryMegabytes));
        Chart("Generator's timers late", "ms, p99", ("lag", Orange, sample => sample.GeneratorLagP99));
        text.Append("</div>");

        void Chart(string title, string unit, params (string Name, string Colour, Func<Sample, double> Value)[] lines) =>
            text.Append(SvgChart.Draw(title, unit, labels, [.. lines.Select(line => new Series(line.Name, line.Colour, [.. samples.Select(line.Value)]))], steps));
    }

    private static void AppendCost(StringBuilder text, RunReport report)
    {
        var (node, generator) = (report.Figures.Node, report.Figures.Generator);
        text.Append("<h2>What it cost</h2><table><thead><tr><th></th><th class=\"n\">node</th><th class=\"n\">load generator</th></tr></thead><tbody>");
        Row("CPU, of one core", Threshold.Describe(node.CpuPercent, Dimension.Share), Threshold.Describe(generator.CpuPercent, Dimension.Share));
        Row("CPU for a forwarded packet", Threshold.Describe(node.CpuMicrosecondsPerPacket / 1000, Dimension.Time), "");
        if (!double.IsNaN(node.CpuMillisecondsPerJoin))
            Row("CPU for a join", Threshold.Describe(node.CpuMillisecondsPerJoin, Dimension.Time), "");
        Row("forwarded packets a second", double.IsNaN(node.PacketsPerSecond) ? "–" : $"{node.PacketsPerSecond:N0}", "");
        Row("resident memory, peak", Threshold.Describe(node.PeakMemoryMegabytes, Dimension.Memory), Threshold.Describe(generator.MemoryMegabytes, Dimension.Memory));
        Row("longest garbage collection pause", Threshold.Describe(node.LongestPause, Dimension.Time), Threshold.Describe(generator.LongestPause, Dimension.Time));
        Row("dropped datagrams", Threshold.Describe(node.Drops + node.KernelDrops, Dimension.Count), $"{generator.ReceiveDrops:N0}");
        Row("media thread busy", "", Threshold.Describe(generator.BusyPercent, Dimension.Share));
        Row("timers late, p99", "", Time(generator.Lag, 99));
        text.Append("</tbody></table>");

        void Row(string name, string ofNode, string ofGenerator) => text.Append($"<tr><th>{name}</th><td class=\"n\">{ofNode}</td><td class=\"n\">{ofGenerator}</td></tr>");
    }

    private static void AppendTimes(StringBuilder text, TimeSample times)
    {
        if (times.Count == 0)
        {
            for (var i = 0; i < Percentiles.Length + 3; i++)
                text.Append("<td class=\"n\">–</td>");
            return;
        }

        text.Append($"<td class=\"n\">{Time(times, 0)}</td><td class=\"n\">{Threshold.Describe(times.Mean, Dimension.Time)}</td><td class=\"n\">{Threshold.Describe(times.StandardDeviation, Dimension.Time)}</td>");
        foreach (var percent in Percentiles)
            text.Append($"<td class=\"n\">{Time(times, percent)}</td>");
    }

    private static string NameOf(GroupFigures group) => group.Group.Length == 0 ? "people" : Encode(group.Group);

    private static string Time(TimeSample times, double percent) => times.Count == 0 ? "–" : Threshold.Describe(times.Percentile(percent), Dimension.Time);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
