using System.Diagnostics;
using SessionRelay.LoadTests.People;

namespace SessionRelay.LoadTests.Measures;

/// <summary>
/// Watches a run: once a second it reads the crowd, the node's metrics and the generator's own cost, keeps the sample and shows it; and it holds the borders of the measured time.
/// </summary>
internal sealed class RunMonitor : IDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(400); // what is on its way arrives, and what is missing is asked for again

    private readonly Stage _stage;
    private readonly CrowdReader _reader;
    private readonly ServerMetrics _metrics;
    private readonly Action<Sample> _show;
    private readonly List<Sample> _samples = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Process _self = Process.GetCurrentProcess();
    private CrowdReading? _last;
    private ServerFigures? _lastServer;
    private long _lastAt;
    private TimeSpan _lastCpu;
    private long _beginAt;
    private TimeSpan _beginCpu;
    private ServerFigures? _beginServer;
    private double _peakMemory = double.NaN;
    private double _longestPause = double.NaN;
    private long _beginHubs;

    public RunMonitor(Stage stage, Action<Sample> show)
    {
        _stage = stage;
        _reader = new CrowdReader(stage);
        _metrics = new ServerMetrics(stage.Target);
        _show = show;
    }

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>What the scenario does now; stands in every sample.</summary>
    public string Step { get; set; } = "";

    /// <summary>False when the node's metrics could never be read.</summary>
    public bool HasServer => _lastServer is not null;

    /// <summary>Samples until it is told to stop.</summary>
    public Task RunAsync(CancellationToken stop) => EachSecond.DoAsync(TakeSampleAsync, stop);

    /// <summary>The measured time begins now; what was before stays in the charts alone. Steps are counted from the run's start, or from here with <paramref name="resetSteps"/>.</summary>
    public async Task BeginAsync(CancellationToken stop, bool resetSteps = false)
    {
        var server = await _metrics.ReadAsync(stop);
        await _reading.WaitAsync(stop);
        try
        {
            await _stage.Crowd.AskAsync(now =>
            {
                _reader.Begin(now);
                return true;
            });
            if (resetSteps)
                _stage.Steps.Reset();
            _beginServer = server;
            _beginAt = Stopwatch.GetTimestamp();
            _self.Refresh();
            _beginCpu = _self.TotalProcessorTime;
            _beginHubs = _stage.LostHubs;
            _peakMemory = (server?.ResidentBytes ?? double.NaN) / Megabyte;
            _longestPause = double.NaN;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The measured time so far. With <paramref name="stopMedia"/> everybody falls silent first, so that what is missing then is lost.</summary>
    public async Task<RunFigures> ReadAsync(bool stopMedia, CancellationToken stop)
    {
        var server = await _metrics.ReadAsync(stop);
        _self.Refresh();
        var cpu = _self.TotalProcessorTime - _beginCpu;
        var elapsed = Stopwatch.GetElapsedTime(_beginAt == 0 ? _started : _beginAt);
        var stalled = 0;
        if (stopMedia)
        {
            stalled = await _stage.Crowd.AskAsync(now =>
            {
                foreach (var member in _stage.Crowd.Members)
                    member.Endpoint.IsSending = false;
                return _reader.Read(now).Stalled;
            });
            await Task.Delay(DrainTime, TimeProvider.System, stop);
        }

        await _reading.WaitAsync(stop);
        try
        {
            var sums = await _stage.Crowd.AskAsync(now => _reader.Sum(stopMedia, now));
            var generator = new GeneratorFigures(
                Percent(cpu, elapsed), Percent(sums.Busy, elapsed), sums.Lag, sums.ReceiveDrops, sums.SendFailures, _self.WorkingSet64 / Megabyte, LongestOwnPause());
            return new RunFigures(
                elapsed, _stage.Steps.Read(), sums.Groups, Node(server, elapsed), generator, _stage.PeopleIn, stopMedia ? stalled : sums.Stalled, _stage.LostHubs - _beginHubs);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _reading.Dispose();
        _self.Dispose();
    }

    /// <summary>The steps of a join storm, by which its cost is told from that of its media.</summary>
    public const string BeforeStorm = "warm-up";
    public const string Storm = "storm";
    public const string AfterStorm = "after the storm";

    private const double Megabyte = 1 << 20;

    private static double Percent(TimeSpan part, TimeSpan whole) => whole <= TimeSpan.Zero ? 0 : 100 * (part / whole);

    private static double LongestOwnPause()
    {
        var pauses = GC.GetGCMemoryInfo(GCKind.Any).PauseDurations;
        var longest = TimeSpan.Zero;
        foreach (var pause in pauses)
            longest = pause > longest ? pause : longest;
        return longest.TotalMilliseconds;
    }

    private NodeFigures Node(ServerFigures? server, TimeSpan elapsed)
    {
        if (server is null || _beginServer is not { } begin)
            return new NodeFigures(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        var cpu = server.CpuSeconds - begin.CpuSeconds;
        var packets = server.PacketsOut - begin.PacketsOut;
        return new NodeFigures(
            100 * cpu / elapsed.TotalSeconds,
            packets > 0 ? cpu / packets * 1e6 : double.NaN,
            packets / elapsed.TotalSeconds,
            Math.Max(_peakMemory, server.ResidentBytes / Megabyte),
            double.IsNaN(_longestPause) ? server.LongestPauseSeconds * 1000 : _longestPause,
            server.KernelDrops - begin.KernelDrops,
            server.Drops - begin.Drops)
        {
            CpuMillisecondsPerJoin = JoinCost.Of(_samples, BeforeStorm, Storm, AfterStorm),
        };
    }

    private async Task TakeSampleAsync(CancellationToken stop)
    {
        var server = await _metrics.ReadAsync(stop);
        await _reading.WaitAsync(stop);
        try
        {
            var reading = await _stage.Crowd.AskAsync(_reader.Read);
            _self.Refresh();
            var at = Stopwatch.GetTimestamp();
            var cpu = _self.TotalProcessorTime;
            var seconds = _last is null ? 0 : Stopwatch.GetElapsedTime(_lastAt, at).TotalSeconds;
            if (seconds > 0)
                Keep(reading, server, seconds, at, cpu);
            (_last, _lastServer, _lastAt, _lastCpu) = (reading, server ?? _lastServer, at, cpu);
        }
        finally
        {
            _reading.Release();
        }
    }

    private void Keep(CrowdReading reading, ServerFigures? server, double seconds, long at, TimeSpan cpu)
    {
        var counts = default(MediaCounts);
        foreach (var group in reading.Groups)
            counts += group.Counts;
        var before = default(MediaCounts);
        foreach (var group in _last!.Groups)
            before += group.Counts;
        var delta = counts - before;
        var main = reading.Groups[0];
        var memory = (server?.ResidentBytes ?? double.NaN) / Megabyte;
        _peakMemory = double.IsNaN(_peakMemory) ? memory : Math.Max(_peakMemory, memory);
        _longestPause = server is null ? _longestPause : server.LongestPauseSeconds * 1000;
        var sample = new Sample(
            Stopwatch.GetElapsedTime(_started, at).TotalSeconds,
            Step,
            _stage.PeopleIn,
            _stage.Steps.OkOf(StepTable.Join),
            _stage.Steps.FailedOf(StepTable.Join),
            delta.Sent / seconds,
            delta.Received / seconds,
            100 * Math.Max(0, delta.LossShare),
            main.LatencyP50,
            main.LatencyP99,
            main.LatencyMax,
            reading.Groups.Sum(group => group.Gaps),
            reading.Groups.Max(group => group.LongestGap),
            reading.Stalled,
            server is not null && _lastServer is not null ? 100 * (server.CpuSeconds - _lastServer.CpuSeconds) / seconds : double.NaN,
            memory,
            server is null ? double.NaN : server.LongestPauseSeconds * 1000,
            server is not null && _lastServer is not null ? (server.PacketsOut - _lastServer.PacketsOut) / seconds : double.NaN,
            100 * (cpu - _lastCpu).TotalSeconds / seconds,
            reading.LagP99);
        _samples.Add(sample);
        _show(sample);
    }
}
