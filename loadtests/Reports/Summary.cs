using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Reports;

/// <summary>What is printed when a run has ended: the figures that people look for first, remarks and thresholds.</summary>
internal static class Summary
{
    public static void Print(RunReport report, ReportFiles files)
    {
        var figures = report.Figures;
        Console.WriteLine();
        Console.WriteLine($"{report.Scenario}: {report.Verdict}, measured for {figures.Duration.TotalSeconds:0.0} s");
        foreach (var step in figures.Steps)
        {
            Console.WriteLine(
                $"  {step.Name,-14} ok {step.Ok,6:N0}  fail {step.Failed,4:N0}  p50 {Time(step.Times, 50),10}  p99 {Time(step.Times, 99),10}  p99.9 {Time(step.Times, 99.9),10}  max {Threshold.Describe(step.Times.Max, Dimension.Time),10}");
        }

        foreach (var group in figures.Groups)
        {
            var counts = group.Counts;
            Console.WriteLine(
                $"  {(group.Group.Length == 0 ? "media" : group.Group),-14} received {counts.Received:N0}, lost {counts.Lost:N0} ({100 * counts.LossShare:0.####} %), "
                + $"latency p50 {Time(group.Latency, 50)} p99 {Time(group.Latency, 99)} p99.9 {Time(group.Latency, 99.9)}, gaps {group.Gaps.Count:N0} longest {Threshold.Describe(group.Gaps.Max, Dimension.Time)}");
        }

        var node = figures.Node;
        Console.WriteLine(
            $"  {"node",-14} CPU {Threshold.Describe(node.CpuPercent, Dimension.Share)} of a core, {Threshold.Describe(node.CpuMicrosecondsPerPacket / 1000, Dimension.Time)} a forwarded packet, "
            + $"{node.PacketsPerSecond:N0} packets/s, memory {Threshold.Describe(node.PeakMemoryMegabytes, Dimension.Memory)}, longest GC pause {Threshold.Describe(node.LongestPause, Dimension.Time)}"
            + (double.IsNaN(node.CpuMillisecondsPerJoin) ? "" : $", {Threshold.Describe(node.CpuMillisecondsPerJoin, Dimension.Time)} a join"));
        Console.WriteLine(
            $"  {"generator",-14} CPU {figures.Generator.CpuPercent:0} % of a core, media thread busy {figures.Generator.BusyPercent:0} %, timers late p99 {Time(figures.Generator.Lag, 99)}, "
            + $"memory {figures.Generator.MemoryMegabytes:0} MB");
        foreach (var remark in report.Remarks)
            Console.WriteLine($"! {remark}");
        foreach (var result in report.Results)
            Console.WriteLine($"  {(result.IsBroken || result.IsMissing ? "✗" : "✓")} {result}");
        Console.WriteLine($"Report: {files.Html} and {Path.GetFileName(files.Json)}");
    }

    private static string Time(TimeSample times, double percent) => times.Count == 0 ? "–" : Threshold.Describe(times.Percentile(percent), Dimension.Time);
}
