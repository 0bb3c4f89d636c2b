namespace SessionRelay.LoadTests.Measures;

/// <summary>
/// What one join costs the node: its CPU while a storm runs, less what the storm's media cost, divided by the joins. Everything of a join is in it: the HTTP calls, the hub, the grain, ICE and
/// the handshake.
/// </summary>
/// <remarks>
/// A packet costs less the more there are, so neither the price before the storm nor that after it holds for the storm itself: what media cost is read off the line through both. The true
/// curve lies above that line, so a join is told somewhat too dear rather than too cheap. Of the seconds before and after the middle one counts: one in which the node compiled or collected
/// would make joins cheaper than they are. Such seconds of the storm itself count in full. Where the node took more CPU for the fewer packets before the storm, no line through both tells what
/// a packet costs: then it is what it costs afterwards.
/// </remarks>
internal static class JoinCost
{
    /// <summary>Milliseconds a join; NaN without a storm, without joins in it, or when the node does not tell of itself.</summary>
    /// <param name="samples">One a second, in their order.</param>
    /// <param name="before">The step in which only those ran who ran already; without samples of it, and when it took more CPU than the step after, media cost what a packet costs afterwards.</param>
    public static double Of(IReadOnlyList<Sample> samples, string before, string storm, string after)
    {
        var (cpuBefore, packetsBefore) = Middle(samples, before);
        var (cpuAfter, packetsAfter) = Middle(samples, after);
        var during = samples.Where(sample => sample.Step == storm).ToList();
        // The first sample of the storm began before it: joins are counted from there.
        var joins = during.Count == 0 ? 0 : samples.Where(sample => sample.Step == storm || sample.Step == after).Max(sample => sample.Joins) - JoinsBefore(samples, during[0]);
        if (joins <= 0 || packetsAfter <= 0)
            return double.NaN;
        if (double.IsNaN(packetsBefore) || packetsBefore >= packetsAfter || cpuBefore > cpuAfter)
            (cpuBefore, packetsBefore) = (0, 0);
        var slope = (cpuAfter - cpuBefore) / (packetsAfter - packetsBefore);
        var cost = Of(samples, storm).Sum(second => (second.Cpu - cpuBefore - (slope * (second.Packets - packetsBefore))) * second.Seconds);
        return Math.Max(0, cost) / joins;
    }

    private static long JoinsBefore(IReadOnlyList<Sample> samples, Sample first)
    {
        // Steps are counted anew when the measured time begins, so what the sample before has belongs to the run-up.
        var before = samples.TakeWhile(sample => sample != first).LastOrDefault();
        return before is null || before.Joins > first.Joins ? 0 : before.Joins;
    }

    /// <summary>CPU in milliseconds and packets, each a second, of the middle sample of a step by its CPU; NaN when it has none.</summary>
    private static (double Cpu, double Packets) Middle(IReadOnlyList<Sample> samples, string step)
    {
        var seconds = Of(samples, step).OrderBy(second => second.Cpu).ToList();
        if (seconds.Count == 0)
            return (double.NaN, double.NaN);
        var middle = seconds[seconds.Count / 2];
        return (middle.Cpu, middle.Packets);
    }

    /// <summary>The samples of a step; each stands for the time since the one before.</summary>
    private static IEnumerable<(double Cpu, double Packets, double Seconds)> Of(IReadOnlyList<Sample> samples, string step)
    {
        for (var i = 1; i < samples.Count; i++)
        {
            if (samples[i].Step == step)
                yield return (samples[i].ServerCpuPercent * 10, samples[i].ServerPacketsOut, samples[i].Seconds - samples[i - 1].Seconds); // % of a core for a second: 10 ms
        }
    }
}
