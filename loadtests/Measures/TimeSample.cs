using HdrHistogram;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.Measures;

/// <summary>
/// Times of one kind in an HdrHistogram: microseconds, to two minutes, exact to 3 digits, so that a day's run costs as much memory as a minute's
/// (about 150 KB) and p99.9 is as true as p50. Adding allocates nothing. One thread, or its owner's lock.
/// </summary>
internal sealed class TimeSample
{
    private const long Longest = 120_000_000; // µs: nothing here waits longer than two minutes
    private const int Digits = 3;

    private readonly LongHistogram _histogram = new(1, Longest, Digits);

    public long Count => _histogram.TotalCount;

    public double Mean => Count == 0 ? 0 : _histogram.GetMean() / 1000;

    public double StandardDeviation => Count == 0 ? 0 : _histogram.GetStdDeviation() / 1000;

    public double Max => Count == 0 ? 0 : _histogram.GetValueAtPercentile(100) / 1000.0;

    /// <summary>Longer than two minutes counts as two minutes, less than a microsecond as one.</summary>
    public void Add(TimeSpan time) => _histogram.RecordValue(Math.Clamp(time.Ticks / TimeSpan.TicksPerMicrosecond, 1, Longest));

    public void Add(TimeSample other) => _histogram.Add(other._histogram);

    public void AddBetween(MonotonicTime from, MonotonicTime to) => Add(to - from);

    public void Reset() => _histogram.Reset();

    /// <summary>Milliseconds; 0 when there is nothing.</summary>
    /// <param name="percent">0 to 100.</param>
    public double Percentile(double percent) => Count == 0 ? 0 : _histogram.GetValueAtPercentile(percent) / 1000.0;

    public TimeSample Copy()
    {
        var copy = new TimeSample();
        copy.Add(this);
        return copy;
    }
}
