using SessionRelay.LoadTests.Measures;

namespace SessionRelay.LoadTests.Reports;

/// <summary>What every kind of report tells of how its run went.</summary>
internal static class RunRemarks
{
    /// <summary>How it ended, when not by itself.</summary>
    public static IEnumerable<string> OfEnd(string? breakdown, bool wasInterrupted)
    {
        if (breakdown is not null)
            yield return $"The run broke off: {breakdown}";
        if (wasInterrupted)
            yield return "Ctrl+C ended the run: the figures are of the time until then.";
    }

    /// <summary>What was in the way of measuring the node.</summary>
    public static IEnumerable<string> OfMeasuring(RunFigures figures)
    {
        foreach (var reason in figures.Generator.Bottlenecks)
            yield return $"The load generator was the bottleneck, not the node: {reason}. The node is at least as good as these figures.";
        if (double.IsNaN(figures.Node.CpuPercent))
            yield return "The node's /metrics could not be read: its CPU and memory are unknown. Where it answers at an address of its own (Node:ManagementUrl), give --metrics-url.";
    }
}
