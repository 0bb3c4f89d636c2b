using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// What arrives at the receiver, in bit/s over its last half second, by the receiver's own times: feedback that comes in heaps changes nothing. Allocates nothing.
/// </summary>
internal sealed class AcknowledgedRate
{
    private const int Buckets = 10;
    private const int Short = 4;

    private static readonly TimeSpan Bucket = TimeSpan.FromMilliseconds(50);

    private readonly int[] _bytes = new int[Buckets];
    private long _newest = long.MinValue;
    private int _filled;

    /// <summary>0 until half of the window is full.</summary>
    public double BitRate => Over(Buckets - 1);

    /// <summary>The same over its last fifth of a second: how fast a queue empties that has just filled.</summary>
    public double Newest => Over(Short);

    public void Add(MonotonicTime arrivedAt, int length)
    {
        var bucket = arrivedAt.Ticks / Bucket.Ticks;
        var ahead = _newest == long.MinValue ? Buckets : bucket - _newest;
        if (ahead is <= -Buckets or >= Buckets)
        {
            // Nothing came for so long, or the clock was set: what was before says nothing.
            Array.Clear(_bytes);
            _filled = ahead is >= Buckets and < 20 * Buckets && _newest != long.MinValue ? Buckets : 1;
            _newest = bucket;
        }
        else
        {
            for (; ahead > 0; ahead--)
            {
                _newest++;
                _bytes[Place(_newest)] = 0;
                _filled = Math.Min(_filled + 1, Buckets);
            }
        }

        _bytes[Place(bucket)] += length;
    }

    private double Over(int buckets)
    {
        if (_filled < Buckets / 2)
            return 0;
        // The newest is still filling: those before it are whole.
        long total = 0;
        var whole = Math.Min(_filled - 1, buckets);
        for (var i = 1; i <= whole; i++)
            total += _bytes[Place(_newest - i)];
        return total * 8 / (whole * Bucket.TotalSeconds);
    }

    private static int Place(long bucket) => (int)(((bucket % Buckets) + Buckets) % Buckets);
}
