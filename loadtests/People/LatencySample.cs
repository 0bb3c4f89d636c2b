namespace SessionRelay.LoadTests.People;

/// <summary>End-to-end times of packets, in a fixed histogram: 10 µs steps to 200 ms, so that a long run costs no memory.</summary>
internal sealed class LatencySample
{
    private const int Steps = 20_000;
    private const long TicksPerStep = 100; // 10 µs

    private readonly int[] _counts = new int[Steps + 1];
    private long _total;

    public void Add(long ticks)
    {
        _counts[Math.Clamp(ticks / TicksPerStep, 0, Steps)]++;
        _total++;
    }

    public void Reset()
    {
        Array.Clear(_counts);
        _total = 0;
    }

    /// <summary>Milliseconds; 200 stands for all above.</summary>
    public double Percentile(double percent)
    {
        var rank = (long)Math.Ceiling(_total * percent / 100);
        long seen = 0;
        for (var i = 0; i <= Steps; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return (i + 1) * TicksPerStep / (double)TimeSpan.TicksPerMillisecond;
        }

        return 0;
    }

    public static LatencySample Merge(IEnumerable<LatencySample> samples)
    {
        var merged = new LatencySample();
        foreach (var sample in samples)
        {
            for (var i = 0; i <= Steps; i++)
                merged._counts[i] += sample._counts[i];
            merged._total += sample._total;
        }

        return merged;
    }
}
