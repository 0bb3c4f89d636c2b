using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Keeps a slot's RTP timestamps going at the pace of time (RFC 3550 section 5.1), whatever its sources do: a new source goes on after as much as has elapsed, and so does
/// one whose timestamps stood still or jumped. Not thread safe, allocates nothing.
/// </summary>
internal sealed class SlotTimeline(uint firstTimestamp)
{
    private static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(1); // no sender's clock gains a second between two packets: it jumped
    private static readonly TimeSpan MaxBehind = TimeSpan.FromSeconds(2); // a queue on the way empties within 2 s, else the path counts as broken: time stood still

    private bool _started;
    private int _clockRate;
    private uint _offset;
    private uint _offsetBefore;
    private long _offsetFrom;
    private uint _newest;
    private MonotonicTime _newestAt;
    private MonotonicTime _newestCapturedAt = MonotonicTime.Never;

    /// <summary>What is added to the current source's timestamps (modulo 2³²).</summary>
    public uint Offset => _offset;

    /// <summary>The first packet of a new source.</summary>
    /// <param name="index">The packet's unwrapped sequence number; late packets from before it are mapped as it is.</param>
    /// <param name="clockRate">Of its payload type, in Hz; over 0.</param>
    /// <param name="capturedAt">When its sample was taken, on the relay's clock; never when that is not known.</param>
    /// <param name="sameCapture">It is another layer of what was shown: the distance of the captures counts, not that of the arrivals.</param>
    public uint Start(long index, uint timestamp, int clockRate, MonotonicTime now, MonotonicTime capturedAt, bool sameCapture)
    {
        if (!_started)
        {
            _started = true;
            _newest = firstTimestamp;
            _offset = firstTimestamp - timestamp;
        }
        else
        {
            var known = sameCapture && !capturedAt.IsNever && !_newestCapturedAt.IsNever;
            var elapsed = known ? capturedAt - _newestCapturedAt : now - _newestAt;
            _newest += ToUnits(elapsed, clockRate);
            _offset = _newest - timestamp;
        }

        _offsetBefore = _offset;
        _offsetFrom = index;
        _clockRate = clockRate;
        _newestAt = now;
        _newestCapturedAt = capturedAt;
        return _newest;
    }

    /// <summary>The slot's timestamp of a further packet of the source.</summary>
    /// <param name="isNewest">No newer packet of the source has been seen: late ones move nothing.</param>
    public uint Map(long index, bool isNewest, uint timestamp, int clockRate, MonotonicTime now, MonotonicTime capturedAt)
    {
        if (index < _offsetFrom)
            return timestamp + _offsetBefore;

        var mapped = timestamp + _offset;
        if (!isNewest || (mapped == _newest && clockRate == _clockRate))
            return mapped;

        var ahead = Wrap.Difference(mapped, _newest) * (double)TimeSpan.TicksPerSecond / clockRate;
        var drift = ahead - (now - _newestAt).Ticks;
        if (clockRate != _clockRate || drift > MaxAhead.Ticks || drift < -MaxBehind.Ticks)
        {
            var before = _offset;
            mapped = Start(index, timestamp, clockRate, now, capturedAt, sameCapture: false);
            _offsetBefore = before;
        }
        else if (ahead > 0)
        {
            _newest = mapped;
            _newestAt = now;
            _newestCapturedAt = capturedAt;
        }

        return mapped;
    }

    /// <summary>At least one unit, so that two frames never share a timestamp; at most 2³⁰, a quarter of the circle, however long the slot was empty.</summary>
    private static uint ToUnits(TimeSpan elapsed, int clockRate) =>
        (uint)Math.Clamp(elapsed.Ticks / (double)TimeSpan.TicksPerSecond * clockRate, 1, 1 << 30);
}
