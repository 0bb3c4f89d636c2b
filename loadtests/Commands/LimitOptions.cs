using System.CommandLine;
using SessionRelay.LoadTests.Scenarios;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Commands;

/// <summary>The options of a search for the limit.</summary>
internal sealed class LimitOptions
{
    /// <summary>What people notice, where nothing else is asked for: a fifth of a second of delay, half a percent of loss, anybody who can't join.</summary>
    private const string StandardThresholds = "loss>0.5%,latency.p99>200ms,join.p99>5s,failed>0,stalled>0";

    private readonly Option<bool> _find = new("--find-limit") { Description = $"Raise the load in steps until a threshold of --fail-if breaks (without one: {StandardThresholds}) and name the step." };
    private readonly Option<int> _step = OptionValues.Number("--limit-step", "Added at each step.", 10, 1, 1_000);
    private readonly Option<int?> _most = new("--limit-max") { Description = "Where the search ends even if nothing broke." };
    private readonly Option<TimeSpan> _time = OptionValues.Time("--limit-time", "Measured time of each step.", TimeSpan.FromSeconds(15));
    private readonly Option<TimeSpan> _settle = OptionValues.Time("--limit-settle", "Between a step's last join and its measured time.", TimeSpan.FromSeconds(3));

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _find, _step, _most, _time, _settle })
            command.Options.Add(option);
    }

    public IScenario Wrap(ParseResult result, IGrowingScenario scenario, IReadOnlyList<Threshold> thresholds, int most)
    {
        if (!result.GetValue(_find))
            return scenario;
        if (thresholds.Count == 0 && !ThresholdParser.TryParse(StandardThresholds, out thresholds, out var error))
            throw new InvalidOperationException(error);
        return new LimitSearch(
            scenario,
            result.GetValue(_step),
            Math.Clamp(result.GetValue(_most) ?? most, scenario.Size, most),
            result.GetValue(_settle),
            result.GetValue(_time),
            thresholds,
            words => Console.Error.WriteLine(words));
    }
}
