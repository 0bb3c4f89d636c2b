using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// Whether a queue fills up in the path because less than half gets through of what is sent, and how much that is: each packet comes later than those before it. After a stall, be it of a radio, the first
/// packet is the latest, and what follows is less and less late. The trend over many groups says the same some 0.2 s later, when a shaper's queue is full and sound waits behind all of it.
/// A mutable value.
/// </summary>
internal struct FillingQueue
{
    private const double Grown = 100; // ms, since the first that was late: more than jitter adds to a way that is longer than it was
    private const double Shrunk = 60; // ms: a queue does not empty by so much between two packets while it fills up
    private const int MinPackets = 4;

    private const double GrowsBy = 0.5; // ms a ms: less than half of what is sent gets through. A way that is merely longer than it was, with jitter upon it, grows by nothing in the long run

    private static readonly TimeSpan MinSpan = TimeSpan.FromMilliseconds(80); // less says too little of a rate
    private static readonly TimeSpan MaxSpan = TimeSpan.FromMilliseconds(500); // a queue that fills up for longer is the trend's
    private static readonly TimeSpan SeenFor = TimeSpan.FromSeconds(1); // who knows by then has done what is to be done

    private bool _isLate;
    private double _first; // ms
    private double _latest; // ms
    private MonotonicTime _since;
    private MonotonicTime _until;
    private int _packets;
    private int _bytes;

    /// <summary>A queue has been seen to fill up in the last second, and the newest packet still stood there.</summary>
    public bool IsSeen { get; private set; }

    /// <summary>What gets through, bit/s: what came since the first late packet. 0 unless <see cref="IsSeen"/>.</summary>
    public readonly double Passing => IsSeen ? _bytes * 8 / (_until - _since).TotalSeconds : 0;

    /// <param name="lateness">By which it came later than the soonest, ms.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="arrivedAt">By the receiver's clock.</param>
    public void Add(double lateness, int length, MonotonicTime arrivedAt)
    {
        if (lateness < QueueDelay.Late)
        {
            _isLate = IsSeen = false;
            return;
        }

        if (!_isLate || arrivedAt - _since > (IsSeen ? SeenFor : MaxSpan) || (!IsSeen && lateness < _latest - Shrunk))
        {
            (_isLate, IsSeen) = (true, false);
            (_first, _latest, _since, _packets, _bytes) = (lateness, lateness, arrivedAt, 1, 0);
            return;
        }

        _packets++;
        _bytes += length;
        _until = arrivedAt;
        if (lateness < _latest)
            return;
        _latest = lateness;
        var span = _until - _since;
        IsSeen |= _latest - _first >= Math.Max(Grown, GrowsBy * span.TotalMilliseconds) && _packets >= MinPackets && span >= MinSpan;
    }

    /// <summary>The path may be another one now.</summary>
    public void Reset() => _isLate = IsSeen = false;
}
