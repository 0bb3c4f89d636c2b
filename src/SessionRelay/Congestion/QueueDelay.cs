using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// How long packets stand in the path's queue: their way's time above the shortest of the last half to whole minute. The trend tells that a queue grows, this that one stands:
/// a full one that overflows has no trend. The clocks of both ends differ and drift, so only differences within a minute mean anything. A mutable value.
/// </summary>
internal struct QueueDelay
{
    public const double Late = 60; // ms, of one packet: jitter of 50 ms stays below

    private const double Gain = 0.05; // of the newest packet: some 20 packets
    private const double Standing = 80; // ms: and below this

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private bool _isUsed;
    private MonotonicTime _since;
    private double _shortest;
    private double _shortestBefore;
    private double _smoothed;
    private double _newest;

    /// <summary>ms.</summary>
    public readonly double Milliseconds => _isUsed ? Math.Max(0, _smoothed - Math.Min(_shortest, _shortestBefore)) : 0;

    /// <summary>So long that sound suffers: what arrives now is all that gets through.</summary>
    public readonly bool IsStanding => Milliseconds > Standing;

    /// <summary>
    /// The newest packet stood there for twice as long: a queue that just filled up is seen by it, when few packets get through and the mean knows nothing yet. A moment's stall looks the same.
    /// </summary>
    public readonly bool IsDeep => Newest > 2 * Standing;

    /// <summary>The newest packet by itself was late. A moment's stall looks the same.</summary>
    public readonly bool IsNewestLate => Newest > Late;

    /// <summary>Of the newest packet by itself, ms.</summary>
    public readonly double Newest => _isUsed ? _newest - Math.Min(_shortest, _shortestBefore) : 0;

    /// <param name="sentAt">By the sender's clock.</param>
    /// <param name="arrivedAt">By the receiver's.</param>
    /// <param name="gain">Share of this packet in the mean, 0 to 1.</param>
    public void Add(MonotonicTime sentAt, MonotonicTime arrivedAt, double gain = Gain)
    {
        var way = (arrivedAt - sentAt).TotalMilliseconds;
        if (!_isUsed)
        {
            _isUsed = true;
            _since = sentAt;
            _shortest = _shortestBefore = _smoothed = _newest = way;
            return;
        }

        if (sentAt - _since > Window)
        {
            _shortestBefore = _shortest;
            _shortest = way;
            _since = sentAt;
        }

        _shortest = Math.Min(_shortest, way);
        _newest = way;
        _smoothed += (way - _smoothed) * gain;
    }

    /// <summary>The path may be another one now.</summary>
    public void Reset() => _isUsed = false;
}
