using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// Whether a queue fills up in the path because less gets through than is sent, and how much that is: each packet comes later than those before it. After a stall, be it of a radio, the first
/// packet is the latest, and what follows is less and less late. The trend over many groups says the same some 0.2 s later, when a shaper's queue is full and sound waits behind all of it.
/// A mutable value.
/// </summary>
internal struct FillingQueue
{
    private const double Late = 60; // ms: jitter of 50 ms begins nothing
    private const double Grown = 60; // ms, since the first that was late
    private const int MinPackets = 4;

    private static readonly TimeSpan MinSpan = TimeSpan.FromMilliseconds(80); // less says too little of a rate

    private bool _isLate;
    private double _first; // ms
    private double _latest; // ms
    private MonotonicTime _since;
    private MonotonicTime _until;
    private int _packets;
    private int _bytes;

    /// <summary>A queue has been seen to fill up, and the newest packet still stood there.</summary>
    public bool IsSeen { get; private set; }

    /// <summary>What gets through, bit/s: what came since the first late packet. 0 unless <see cref="IsSeen"/>.</summary>
    public readonly double Passing => IsSeen ? _bytes * 8 / (_until - _since).TotalSeconds : 0;

    /// <param name="lateness">By which it came later than the soonest, ms.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="arrivedAt">By the receiver's clock.</param>
    public void Add(double lateness, int length, MonotonicTime arrivedAt)
    {
        if (lateness < Late)
        {
            _isLate = IsSeen = false;
            return;
        }

        if (!_isLate)
        {
            _isLate = true;
            (_first, _latest, _since, _packets, _bytes) = (lateness, lateness, arrivedAt, 1, 0);
            return;
        }

        _packets++;
        _bytes += length;
        _until = arrivedAt;
        if (lateness < _latest)
            return;
        _latest = lateness;
        IsSeen |= _latest - _first >= Grown && _packets >= MinPackets && _until - _since >= MinSpan;
    }

    /// <summary>The path may be another one now.</summary>
    public void Reset() => _isLate = IsSeen = false;
}
