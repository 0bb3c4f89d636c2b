using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>One step of a search: the load, its figures, and what broke.</summary>
internal sealed record LimitStep(int Size, RunFigures Figures, IReadOnlyList<ThresholdResult> Results)
{
    public bool IsBroken => Results.Any(result => result.IsBroken);
}

/// <summary>
/// Raises a scenario's load step by step until a threshold breaks, and names the step. It ends without an answer when the generator becomes the bottleneck first, or at the largest size.
/// </summary>
/// <param name="step">Added each time.</param>
/// <param name="settle">After the last join, before a step is measured.</param>
/// <param name="measure">Each step's measured time.</param>
internal sealed class LimitSearch(IGrowingScenario scenario, int step, int most, TimeSpan settle, TimeSpan measure, IReadOnlyList<Threshold> thresholds, Action<string> say) : IScenario
{
    private readonly List<LimitStep> _steps = [];

    public string Name => scenario.Name;

    public IReadOnlyList<(string Name, string Value)> Parameters =>
        [.. scenario.Parameters, ("search for the limit", $"from {scenario.Size} {scenario.Unit}, {step} more each {measure}, at most {most}")];

    public IReadOnlyList<LimitStep> Steps => _steps;

    /// <summary>What was found, in a sentence.</summary>
    public string Finding { get; private set; } = "The search was ended before a threshold broke.";

    /// <summary>The search met the generator's limit or its own end before the node's.</summary>
    public bool IsInconclusive { get; private set; } = true;

    public async Task RunAsync(Stage stage, RunMonitor monitor, CancellationToken stop)
    {
        for (var size = scenario.Size; ; size = Math.Min(size + step, most))
        {
            stage.Steps.Reset();
            monitor.Step = $"{size} {scenario.Unit}";
            await scenario.GrowAsync(stage, size, stop);
            await Pacing.HoldAsync(settle, stop);
            await monitor.BeginAsync(stop);
            await Pacing.HoldAsync(measure, stop);
            var figures = await monitor.ReadAsync(stopMedia: false, stop);
            var results = thresholds.Select(threshold => new ThresholdResult(threshold, MetricCatalog.Read(figures, threshold.Metric))).ToArray();
            var done = new LimitStep(size, figures, results);
            _steps.Add(done);
            say($"{size} {scenario.Unit}: {string.Join(", ", results.Select(result => result.ToString()))}");
            if (Conclude(done, size))
                return;
        }
    }

    private bool Conclude(LimitStep done, int size)
    {
        if (done.Figures.Generator.Bottlenecks is { Count: > 0 } reasons)
        {
            Finding = $"At {size} {scenario.Unit} the load generator was the bottleneck, so the node's limit is not known: {string.Join("; ", reasons)}. Run it on a core or machine of its own.";
            return true;
        }

        if (done.IsBroken)
        {
            var held = _steps.Count > 1 ? $"{_steps[^2].Size} {scenario.Unit} held" : "no smaller load was tried";
            Finding = $"The limit lies below {size} {scenario.Unit}: {string.Join("; ", done.Results.Where(result => result.IsBroken))}; {held}.";
            IsInconclusive = false;
            return true;
        }

        if (size < most)
            return false;
        Finding = $"No threshold broke up to {size} {scenario.Unit}, the most that was asked for (--limit-max).";
        return true;
    }
}
