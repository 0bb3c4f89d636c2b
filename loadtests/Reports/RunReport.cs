using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.Scenarios;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Reports;

/// <summary>All that is known when a run has ended: what the JSON, the page and the summary are made of.</summary>
/// <param name="Search">When the run looked for the limit.</param>
/// <param name="Breakdown">Why the run could not go on; null when it could.</param>
internal sealed record RunReport(
    string Scenario,
    IReadOnlyList<(string Name, string Value)> Parameters,
    DateTimeOffset StartedAt,
    RunFigures Figures,
    IReadOnlyList<ThresholdResult> Results,
    IReadOnlyList<Sample> Samples,
    LimitSearch? Search,
    bool WasInterrupted,
    string? Breakdown)
{
    /// <summary>What a reader must know before any figure, worst first.</summary>
    public IReadOnlyList<string> Remarks
    {
        get
        {
            List<string> remarks = [.. RunRemarks.OfEnd(Breakdown, WasInterrupted)];
            var join = Figures.Step(StepTable.Join);
            if (Search is null && join.Ok == 0)
                remarks.Add("Nobody joined, so there is nothing to measure.");
            foreach (var (code, count) in join.Codes.OrderByDescending(pair => pair.Value))
                remarks.Add(FailureWords.Of(code, count));
            foreach (var (code, count) in Figures.Step(StepTable.CreateSession).Codes)
                remarks.Add($"{count} sessions could not be created: {code}.");
            remarks.AddRange(RunRemarks.OfMeasuring(Figures));
            if (Figures.Stalled > 0)
                remarks.Add($"{Figures.Stalled} people had media and got none in the last second.");
            if (Figures.Main.Counts.Damaged > 0)
                remarks.Add($"{Figures.Main.Counts.Damaged:N0} packets were not what was sent, or broke a stream's order.");
            if (Search is not null)
                remarks.Add(Search.Finding);
            return remarks;
        }
    }

    /// <summary>One word: <c>passed</c>, <c>failed</c>, <c>inconclusive</c>, <c>interrupted</c> or <c>broken</c>.</summary>
    public string Verdict => Breakdown is not null ? "broken"
        : WasInterrupted ? "interrupted"
        : Search is not null ? Search.IsInconclusive ? "inconclusive" : "passed"
        : Figures.Step(StepTable.Join).Ok == 0 ? "inconclusive"
        : Results.Any(result => result.IsBroken || result.IsMissing) ? "failed" : "passed";
}
