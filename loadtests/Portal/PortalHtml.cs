using System.Globalization;
using System.Net;
using System.Text;
using SessionRelay.LoadTests.Reports;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Portal;

/// <summary>A portal run's report for people: one page that holds everything, charts included.</summary>
internal static class PortalHtml
{
    private const string Blue = "#2f6fde";
    private const string Orange = "#d9730d";
    private const string Red = "#c83232";
    private const string Green = "#2b8a3e";

    public static string Write(PortalReport report)
    {
        var text = new StringBuilder(64 * 1024);
        text.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        text.Append($"<title>Load test: portal, {report.Verdict}</title><style>{ReportStyle.Css}</style></head><body><main>");
        text.Append($"<h1>Load test: portal <span class=\"verdict {report.Verdict}\">{report.Verdict}</span></h1>");
        text.Append(
            CultureInfo.InvariantCulture,
            $"<p>Started {report.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, measured for {report.Figures.Duration.TotalSeconds:0.0} s: {report.Outcome.PeopleIn} people, {report.Outcome.Booked:N0} bookings, {report.Outcome.Refused:N0} refused, {report.Outcome.Errors:N0} errors.</p>");
        HtmlReport.AppendRemarks(text, report.Remarks);
        HtmlReport.AppendThresholds(text, report.Results);
        HtmlReport.AppendSteps(text, report.Figures);
        text.Append("<p class=\"note\">A step is one request, from its first byte out to the last byte of the answer in. search: a week of free times, the whole page. booking: from the press on Book to the answer that it is booked.</p>");
        text.Append("<h2>Percentiles</h2><div class=\"charts\">");
        Percentiles("Search", PortalSteps.Search, PortalSteps.ProposedSearch);
        Percentiles("Booking", PortalSteps.Booking, PortalSteps.ProposedBooking);
        text.Append("</div>");
        AppendTimeline(text, report.Samples);
        AppendCost(text, report);
        text.Append("<h2>What was run</h2><table><tbody>");
        foreach (var (name, value) in report.Parameters)
            text.Append($"<tr><th>{Encode(name)}</th><td>{Encode(value)}</td></tr>");
        return text.Append("</tbody></table></main></body></html>\n").ToString();

        void Percentiles(string title, string own, string proposed) => HtmlReport.AppendPercentileChart(
            text, title, [("own therapist", Blue, report.Figures.Step(own).Times), ("one who is proposed", Orange, report.Figures.Step(proposed).Times)]);
    }

    private static void AppendTimeline(StringBuilder text, IReadOnlyList<PortalSample> samples)
    {
        if (samples.Count == 0)
            return;
        var labels = samples.Select(sample => $"{sample.Seconds:0} s").ToArray();
        var steps = samples.Select(sample => sample.Step).ToArray();
        text.Append("<h2>Over time</h2><div class=\"charts\">");
        Chart("People", "", ("in", Blue, sample => sample.PeopleIn));
        Chart("Pages", "a second", ("answered", Blue, sample => sample.Pages));
        Chart("Search", "ms", ("p50", Green, sample => sample.SearchP50), ("p95", Blue, sample => sample.SearchP95));
        Chart("Booking", "ms", ("p95", Blue, sample => sample.BookingP95));
        Chart("Outcome", "", ("booked", Green, sample => sample.Booked), ("refused", Orange, sample => sample.Refused), ("errors", Red, sample => sample.Errors));
        Chart("CPU", "% of a core", ("node", Blue, sample => sample.ServerCpuPercent), ("generator", Orange, sample => sample.GeneratorCpuPercent));
        Chart("Node memory", "MB", ("resident", Blue, sample => sample.ServerMemoryMegabytes));
        text.Append("</div>");

        void Chart(string title, string unit, params (string Name, string Colour, Func<PortalSample, double> Value)[] lines) =>
            text.Append(SvgChart.Draw(title, unit, labels, [.. lines.Select(line => new Series(line.Name, line.Colour, [.. samples.Select(line.Value)]))], steps));
    }

    private static void AppendCost(StringBuilder text, PortalReport report)
    {
        var (node, generator) = (report.Figures.Node, report.Figures.Generator);
        text.Append("<h2>What it cost</h2><table><thead><tr><th></th><th class=\"n\">node</th><th class=\"n\">load generator</th></tr></thead><tbody>");
        Row("CPU, of one core", Threshold.Describe(node.CpuPercent, Dimension.Share), Threshold.Describe(generator.CpuPercent, Dimension.Share));
        Row("resident memory, peak", Threshold.Describe(node.PeakMemoryMegabytes, Dimension.Memory), Threshold.Describe(generator.MemoryMegabytes, Dimension.Memory));
        Row("longest garbage collection pause", Threshold.Describe(node.LongestPause, Dimension.Time), "");
        Row("timers late, p99", "", Threshold.Describe(generator.Lag.Percentile(99), Dimension.Time));
        text.Append("</tbody></table>");

        void Row(string name, string ofNode, string ofGenerator) => text.Append($"<tr><th>{name}</th><td class=\"n\">{ofNode}</td><td class=\"n\">{ofGenerator}</td></tr>");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
