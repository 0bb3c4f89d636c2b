using System.Text.Json;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Reports;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Portal;

/// <summary>All that is known when a portal run has ended.</summary>
/// <param name="Breakdown">Why the run could not go on; null when it could.</param>
internal sealed record PortalReport(
    PortalSettings Settings,
    Uri Target,
    DateTimeOffset StartedAt,
    RunFigures Figures,
    IReadOnlyList<ThresholdResult> Results,
    IReadOnlyList<PortalSample> Samples,
    bool WasInterrupted,
    string? Breakdown)
{
    public PortalOutcome Outcome => Figures.Portal!;

    /// <summary>Somebody has searched, so that there is something to tell.</summary>
    public bool HasMeasured => Figures.Step(PortalSteps.Search).Ok + Figures.Step(PortalSteps.ProposedSearch).Ok > 0;

    public string Verdict => Breakdown is not null ? "broken"
        : WasInterrupted ? "interrupted"
        : !HasMeasured ? "inconclusive"
        : Results.Any(result => result.IsBroken || result.IsMissing) ? "failed" : "passed";

    public IReadOnlyList<(string Name, string Value)> Parameters =>
    [
        ("target", Target.ToString()),
        ("people", $"{Settings.Count}"),
        ("think time", $"{Settings.Think.TotalSeconds:0.##} s between two pages"),
        ("ramp-up, warm-up, duration", $"{Settings.Ramp}, {Settings.WarmUp}, {Settings.Duration}"),
    ];

    public IReadOnlyList<string> Remarks
    {
        get
        {
            List<string> remarks = [.. RunRemarks.OfEnd(Breakdown, WasInterrupted)];
            if (!HasMeasured)
                remarks.Add("Nobody has searched for a time, so there is nothing to measure.");
            if (Outcome.Errors > 0)
                remarks.Add($"{Outcome.Errors:N0} ways ended in an answer that should not be: see the failed steps, and the node's log at that time.");
            foreach (var (words, count) in Outcome.Words.OrderByDescending(pair => pair.Value))
                remarks.Add($"{count:N0} were refused: {words}");
            remarks.AddRange(RunRemarks.OfMeasuring(Figures).Select(remark => remark.Replace("media thread", "process")));
            return remarks;
        }
    }

    /// <summary>As the report of the other commands: times in milliseconds, what is not known is null, fields are only ever added.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            tool = "SessionRelay loadtests",
            version = typeof(PortalReport).Assembly.GetName().Version?.ToString(3),
            scenario = "portal",
            parameters = Parameters.ToDictionary(pair => pair.Name, pair => pair.Value),
            startedAt = StartedAt,
            durationSeconds = Figures.Duration.TotalSeconds,
            verdict = Verdict,
            remarks = Remarks,
            thresholds = Results.Select(JsonReport.Threshold),
            steps = Figures.Steps.Select(step => JsonReport.Step(step, Figures.Duration)),
            peopleIn = Outcome.PeopleIn,
            booked = Outcome.Booked,
            refused = Outcome.Refused,
            refusals = Outcome.Words,
            errors = Outcome.Errors,
            node = new { Figures.Node.CpuPercent, Figures.Node.PeakMemoryMegabytes, Figures.Node.LongestPause },
            generator = new { Figures.Generator.CpuPercent, lag = JsonReport.Times(Figures.Generator.Lag), Figures.Generator.MemoryMegabytes, wasBottleneck = Figures.Generator.Bottlenecks.Count > 0 },
            samples = Samples,
        },
        JsonReport.Options);

    public void Print(ReportFiles files)
    {
        Console.WriteLine();
        Console.WriteLine($"portal: {Verdict}, measured for {Figures.Duration.TotalSeconds:0.0} s");
        foreach (var step in Figures.Steps)
            Console.WriteLine($"  {step.Name,-16} ok {step.Ok,6:N0}  fail {step.Failed,4:N0}  p50 {Time(step, 50),10}  p95 {Time(step, 95),10}  p99 {Time(step, 99),10}  max {Time(step, 100),10}");
        Console.WriteLine($"  {"outcome",-16} {Outcome.PeopleIn} people, {Outcome.Booked:N0} booked, {Outcome.Refused:N0} refused, {Outcome.Errors:N0} errors");
        Console.WriteLine(
            $"  {"node",-16} CPU {Threshold.Describe(Figures.Node.CpuPercent, Dimension.Share)} of a core, memory {Threshold.Describe(Figures.Node.PeakMemoryMegabytes, Dimension.Memory)}, longest GC pause {Threshold.Describe(Figures.Node.LongestPause, Dimension.Time)}");
        Console.WriteLine(
            $"  {"generator",-16} CPU {Figures.Generator.CpuPercent:0} % of a core, timers late p99 {Threshold.Describe(Figures.Generator.Lag.Percentile(99), Dimension.Time)}, memory {Figures.Generator.MemoryMegabytes:0} MB");
        foreach (var remark in Remarks)
            Console.WriteLine($"! {remark}");
        foreach (var result in Results)
            Console.WriteLine($"  {(result.IsBroken || result.IsMissing ? "✗" : "✓")} {result}");
        Console.WriteLine($"Report: {files.Html} and {Path.GetFileName(files.Json)}");
    }

    private static string Time(StepFigures step, double percent) => step.Times.Count == 0 ? "–" : Threshold.Describe(step.Times.Percentile(percent), Dimension.Time);
}
