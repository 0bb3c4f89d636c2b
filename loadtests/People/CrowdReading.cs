using SessionRelay.LoadTests.Measures;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>How a crowd stands at one moment; made on its thread, read by others.</summary>
internal sealed record CrowdReading(MonotonicTime At, IReadOnlyList<GroupSample> Groups, TimeSpan Busy, double LagP99, long ReceiveDrops, long SendFailures, int Stalled);

/// <summary>Reads a crowd once a second and keeps the sums. All on the crowd's thread.</summary>
internal sealed class CrowdReader(Stage stage)
{
    private static readonly TimeSpan StallFloor = TimeSpan.FromSeconds(1); // both sides of a session know by then that a path is broken

    private readonly TimeSample _lag = new();
    private readonly Dictionary<string, MediaCounts> _baseline = [];
    private TimeSpan _busyBefore;
    private long _dropsBefore;
    private long _failuresBefore;

    public CrowdReading Read(MonotonicTime now)
    {
        var crowd = stage.Crowd;
        var groups = new List<GroupSample>();
        foreach (var name in stage.Groups)
        {
            var measures = stage.MeasuresOf(name);
            var (latency, gaps) = (measures.RecentLatency, measures.RecentGaps);
            groups.Add(new GroupSample(name, crowd.Count(name, settled: false), latency.Percentile(50), latency.Percentile(99), latency.Max, gaps.Count, gaps.Max));
            measures.Roll();
        }

        var lag = crowd.Lag.Percentile(99);
        _lag.Add(crowd.Lag);
        crowd.Lag.Reset();
        return new CrowdReading(now, groups, crowd.Busy, lag, crowd.ReceiveDrops, crowd.SendFailures, CountStalled(now));
    }

    /// <summary>The measured time begins.</summary>
    public void Begin(MonotonicTime now)
    {
        Read(now);
        foreach (var name in stage.Groups)
        {
            stage.MeasuresOf(name).Begin();
            _baseline[name] = stage.Crowd.Count(name, settled: true);
        }

        _lag.Reset();
        _busyBefore = stage.Crowd.Busy;
        _dropsBefore = stage.Crowd.ReceiveDrops;
        _failuresBefore = stage.Crowd.SendFailures;
    }

    /// <summary>The measured time's sums so far.</summary>
    public (IReadOnlyList<GroupFigures> Groups, TimeSample Lag, TimeSpan Busy, long ReceiveDrops, long SendFailures, int Stalled) Sum(bool settled, MonotonicTime now)
    {
        var reading = Read(now);
        var groups = new List<GroupFigures>();
        foreach (var name in stage.Groups)
        {
            var measures = stage.MeasuresOf(name);
            groups.Add(new GroupFigures(name, stage.Crowd.Count(name, settled) - _baseline.GetValueOrDefault(name), measures.Latency.Copy(), measures.Gaps.Copy()));
        }

        return (groups, _lag.Copy(), stage.Crowd.Busy - _busyBefore, reading.ReceiveDrops - _dropsBefore, reading.SendFailures - _failuresBefore, reading.Stalled);
    }

    private int CountStalled(MonotonicTime now)
    {
        var stalled = 0;
        foreach (var member in stage.Crowd.Members)
        {
            var endpoint = member.Endpoint;
            if (!endpoint.FirstMediaAt.IsNever && !member.IsOffline && now - endpoint.LastMediaAt > StallFloor)
                stalled++;
        }

        return stalled;
    }
}
