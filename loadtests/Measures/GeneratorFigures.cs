namespace SessionRelay.LoadTests.Measures;

/// <summary>What the load generator itself cost in the measured time, and whether it was the bottleneck.</summary>
/// <param name="CpuPercent">Of one core, the whole process.</param>
/// <param name="BusyPercent">Share of the time that the media thread worked.</param>
/// <param name="Lag">How late its timers ran.</param>
/// <param name="ReceiveDrops">Datagrams that its own kernel buffer dropped.</param>
/// <param name="SendFailures">Datagrams that its kernel did not take.</param>
/// <param name="MemoryMegabytes">Resident.</param>
/// <param name="LongestPause">Milliseconds: its own longest garbage collection.</param>
internal sealed record GeneratorFigures(
    double CpuPercent, double BusyPercent, TimeSample Lag, long ReceiveDrops, long SendFailures, double MemoryMegabytes, double LongestPause)
{
    private const double BusyLimit = 90; // %: above it queues grow by themselves
    private const double LagLimit = 5; // ms at p99: a quarter of audio's beat, and more than a good relay adds

    private const long FailuresLimit = 10; // one now and then is an address that has just closed

    /// <summary>Why the figures are the generator's own rather than the node's; empty when they are the node's.</summary>
    public IReadOnlyList<string> Bottlenecks
    {
        get
        {
            List<string> reasons = [];
            if (ReceiveDrops > 0)
                reasons.Add($"its receive buffer ran over: {ReceiveDrops:N0} packets that the node had sent count as lost");
            if (SendFailures > FailuresLimit)
                reasons.Add($"its kernel refused {SendFailures:N0} packets");
            if (BusyPercent > BusyLimit)
                reasons.Add($"its media thread was busy for {BusyPercent:0} % of the time (limit {BusyLimit:0} %)");
            if (Lag.Percentile(99) > LagLimit)
                reasons.Add($"its timers ran {Lag.Percentile(99):0.0} ms late at p99 (limit {LagLimit:0} ms), which is in every latency");
            return reasons;
        }
    }
}
