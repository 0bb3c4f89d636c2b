namespace SessionRelay.LoadTests.Measures;

/// <summary>
/// What one join costs the node: its CPU while a storm runs, less what the storm's media cost by the price of a packet after it, divided by the joins. Everything of a join is in it: the HTTP
/// calls, the hub, the grain, ICE and the handshake.
/// </summary>
internal static class JoinCost
{
    /// <summary>Milliseconds a join; NaN without a storm, without joins in it, or when the node does not tell of itself.</summary>
    /// <param name="samples">One a second, in their order; the steps <paramref name="storm"/> and <paramref name="after"/> are looked at.</param>
    public static double Of(IReadOnlyList<Sample> samples, string storm, string after)
    {
        var (stormCpu, stormPackets) = Sum(samples, storm);
        var (afterCpu, afterPackets) = Sum(samples, after);
        var during = samples.Where(sample => sample.Step == storm).ToList();
        // The first sample of the storm began before it: joins are counted from there.
        var joins = during.Count == 0 ? 0 : samples.Where(sample => sample.Step == storm || sample.Step == after).Max(sample => sample.Joins) - JoinsBefore(samples, during[0]);
        return joins <= 0 || afterPackets <= 0 ? double.NaN : Math.Max(0, stormCpu - (afterCpu / afterPackets * stormPackets)) / joins;
    }

    private static long JoinsBefore(IReadOnlyList<Sample> samples, Sample first)
    {
        // Steps are counted anew when the measured time begins, so what the sample before has belongs to the run-up.
        var before = samples.TakeWhile(sample => sample != first).LastOrDefault();
        return before is null || before.Joins > first.Joins ? 0 : before.Joins;
    }

    /// <summary>CPU in milliseconds and packets over the samples of a step; each stands for the time since the one before.</summary>
    private static (double Cpu, double Packets) Sum(IReadOnlyList<Sample> samples, string step)
    {
        var (cpu, packets) = (0.0, 0.0);
        for (var i = 1; i < samples.Count; i++)
        {
            if (samples[i].Step != step)
                continue;
            var seconds = samples[i].Seconds - samples[i - 1].Seconds;
            cpu += samples[i].ServerCpuPercent * 10 * seconds; // % of a core for a second: 10 ms
            packets += samples[i].ServerPacketsOut * seconds;
        }

        return (cpu, packets);
    }
}
