using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// How much of what was sent is still on its way into the path, if the path takes 1.1 times the estimate: what may wait (a start from the cache)
/// asks here first, so that sound never stands behind it. All else only counts. A mutable value.
/// </summary>
internal struct SendBudget
{
    private const double Pace = 1.1; // of the estimate

    private MonotonicTime _at;
    private double _debt;

    /// <summary>A burst may stand in the path for this long: sound behind it comes that much later, once.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(150);

    public void OnSent(int bytes, double bitRate, MonotonicTime now)
    {
        Settle(bitRate, now);
        _debt += bytes;
    }

    /// <summary>Bytes that may follow at once.</summary>
    public int Room(double bitRate, MonotonicTime now)
    {
        Settle(bitRate, now);
        return (int)Math.Max(0, Pace * bitRate / 8 * Most.TotalSeconds - _debt);
    }

    private void Settle(double bitRate, MonotonicTime now)
    {
        if (now <= _at)
            return;
        _debt = Math.Max(0, _debt - Pace * bitRate / 8 * (now - _at).TotalSeconds);
        _at = now;
    }
}
