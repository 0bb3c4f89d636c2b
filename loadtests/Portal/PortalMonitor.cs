using System.Diagnostics;
using System.Globalization;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;

namespace SessionRelay.LoadTests.Portal;

/// <summary>How things stood at one moment of a portal run. Times in milliseconds, of this second; NaN where there was none, or the node does not tell.</summary>
/// <param name="Seconds">Since the run's start.</param>
/// <param name="Pages">Requests answered in this second.</param>
/// <param name="Booked">In the measured time so far; likewise refused and errors.</param>
internal sealed record PortalSample(
    double Seconds, string Step, int PeopleIn, double Pages, long Booked, long Refused, long Errors, double SearchP50, double SearchP95, double BookingP95, double ServerCpuPercent, double ServerMemoryMegabytes, double GeneratorCpuPercent)
{
    public static readonly string[] Columns = ["time", "step", "in", "pages/s", "booked", "refused", "errors", "search p50 ms", "p95 ms", "booking p95 ms", "node CPU", "node MB", "own CPU"];

    public string[] Cells() =>
    [
        TimeSpan.FromSeconds(Seconds).ToString(Seconds < 3600 ? @"mm\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture),
        Step,
        $"{PeopleIn}",
        $"{Pages:0}",
        $"{Booked}",
        $"{Refused}",
        $"{Errors}",
        Number(SearchP50, "0.0"),
        Number(SearchP95, "0.0"),
        Number(BookingP95, "0.0"),
        double.IsNaN(ServerCpuPercent) ? "–" : $"{ServerCpuPercent:0}%",
        Number(ServerMemoryMegabytes, "0"),
        $"{GeneratorCpuPercent:0}%",
    ];

    private static string Number(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>Watches a portal run: once a second it reads the steps, the node's metrics and the generator's own cost; and it holds the borders of the measured time.</summary>
internal sealed class PortalMonitor(TargetSettings target, StepTable steps, PortalCounts counts, Action<PortalSample> show) : IDisposable
{
    private const double Megabyte = 1 << 20;

    private readonly ServerMetrics _metrics = new(target);
    private readonly Process _self = Process.GetCurrentProcess();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<PortalSample> _samples = [];
    private readonly SemaphoreSlim _reading = new(1, 1);
    private ServerFigures? _beginServer;
    private ServerFigures? _lastServer;
    private TimeSpan _beginCpu;
    private TimeSpan _lastCpu;
    private long _beginAt;
    private long _lastAt;
    private long _lastPages;
    private double _peakMemory = double.NaN;

    public IReadOnlyList<PortalSample> Samples => _samples;

    /// <summary>What the run does now; stands in every sample.</summary>
    public string Step { get; set; } = "sign-in";

    public Task RunAsync(CancellationToken stop) => EachSecond.DoAsync(TakeSampleAsync, stop);

    /// <summary>The measured time begins now; what was before stays in the charts alone.</summary>
    public async Task BeginAsync(CancellationToken stop)
    {
        var server = await _metrics.ReadAsync(stop);
        await _reading.WaitAsync(stop);
        try
        {
            steps.Reset();
            counts.Reset();
            _lastPages = 0;
            _self.Refresh();
            (_beginServer, _beginCpu, _beginAt) = (server, _self.TotalProcessorTime, Stopwatch.GetTimestamp());
            _peakMemory = (server?.ResidentBytes ?? double.NaN) / Megabyte;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The measured time so far.</summary>
    public async Task<RunFigures> ReadAsync(CancellationToken stop)
    {
        var server = await _metrics.ReadAsync(stop);
        _self.Refresh();
        var elapsed = Stopwatch.GetElapsedTime(_beginAt == 0 ? _started : _beginAt);
        var own = 100 * ((_self.TotalProcessorTime - _beginCpu) / elapsed);
        var node = server is null || _beginServer is not { } begin
            ? new NodeFigures(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN)
            : new NodeFigures(
                100 * (server.CpuSeconds - begin.CpuSeconds) / elapsed.TotalSeconds, double.NaN, double.NaN, Math.Max(_peakMemory, server.ResidentBytes / Megabyte), server.LongestPauseSeconds * 1000, double.NaN, double.NaN);
        // Its threads share the work, so what is busy is the process.
        var generator = new GeneratorFigures(own, own, counts.Lag(), 0, 0, _self.WorkingSet64 / Megabyte, double.NaN);
        return new RunFigures(elapsed, steps.Read(), [], node, generator, counts.Read().PeopleIn, 0, 0) { Portal = counts.Read() };
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _self.Dispose();
        _reading.Dispose();
    }

    private async Task TakeSampleAsync(CancellationToken stop)
    {
        var server = await _metrics.ReadAsync(stop);
        await _reading.WaitAsync(stop);
        try
        {
            _self.Refresh();
            var (cpu, at) = (_self.TotalProcessorTime, Stopwatch.GetTimestamp());
            var pages = steps.TotalOk();
            var (search, booking) = (steps.TakeRecent(PortalSteps.Search), steps.TakeRecent(PortalSteps.Booking));
            var seconds = _lastAt == 0 ? 0 : Stopwatch.GetElapsedTime(_lastAt, at).TotalSeconds;
            if (seconds > 0)
            {
                var memory = (server?.ResidentBytes ?? double.NaN) / Megabyte;
                _peakMemory = double.IsNaN(_peakMemory) ? memory : Math.Max(_peakMemory, memory);
                var outcome = counts.Read();
                var sample = new PortalSample(
                    Stopwatch.GetElapsedTime(_started, at).TotalSeconds,
                    Step,
                    outcome.PeopleIn,
                    (pages - _lastPages) / seconds,
                    outcome.Booked,
                    outcome.Refused,
                    outcome.Errors,
                    Of(search, 50),
                    Of(search, 95),
                    Of(booking, 95),
                    server is not null && _lastServer is not null ? 100 * (server.CpuSeconds - _lastServer.CpuSeconds) / seconds : double.NaN,
                    memory,
                    100 * (cpu - _lastCpu).TotalSeconds / seconds);
                _samples.Add(sample);
                show(sample);
            }

            (_lastServer, _lastCpu, _lastAt, _lastPages) = (server ?? _lastServer, cpu, at, pages);
        }
        finally
        {
            _reading.Release();
        }
    }

    private static double Of(TimeSample times, double percent) => times.Count == 0 ? double.NaN : times.Percentile(percent);
}
