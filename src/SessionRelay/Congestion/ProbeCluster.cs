using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// A short train of packets at a rate above the estimate, and what the receiver said of it: how fast it came through is how wide the path is. A mutable value.
/// </summary>
internal struct ProbeCluster
{
    private const int MinForQueue = 4; // packets
    private const double EnoughReceived = 0.8; // of its packets: with fewer nothing can be said
    private const double Stretched = 1.1; // it took longer to come than to send: the path's own rate was seen
    private const double BelowCapacity = 0.95; // of that rate, so that the queue can empty
    private static readonly TimeSpan Queue = TimeSpan.FromMilliseconds(25); // more than jitter: the delay grows with what is sent
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(2); // of a good path: a tick of the sender's timer, too
    private static readonly TimeSpan ShortestSpread = TimeSpan.FromMilliseconds(0.5); // two of the feedback's units: a shorter one is read as "at once"

    private int _sentBytes;
    private int _lastSentBytes;
    private int _told;
    private int _received;
    private int _receivedBytes;
    private int _firstReceivedBytes;
    private readonly MonotonicTime _firstSent;
    private MonotonicTime _lastSent;
    private MonotonicTime _firstArrivedSent;
    private MonotonicTime _lastArrivedSent;
    private MonotonicTime _firstArrival;
    private MonotonicTime _lastArrival;
    private TimeSpan _shortest; // of the times that packets took, by two clocks: its differences mean something

    public ProbeCluster(int id, double target, bool isDoubted, MonotonicTime now)
    {
        Id = id;
        Target = target;
        IsDoubted = isDoubted;
        _firstSent = _lastSent = now;
    }

    /// <summary>1 and up; 0: no cluster.</summary>
    public int Id { get; }

    /// <summary>bit/s.</summary>
    public double Target { get; }

    /// <summary>Long enough to see through what a shaper lets pass at once.</summary>
    public bool IsDoubted { get; }

    /// <summary>Its newest packet took noticeably longer than its fastest.</summary>
    public readonly bool SeesQueue => _received > MinForQueue && _lastArrival - _lastArrivedSent > _shortest + Queue;

    public int SentPackets { get; private set; }

    public readonly int SentBytes => _sentBytes;

    public readonly MonotonicTime StartedAt => _firstSent;

    /// <summary>The receiver has told of every packet.</summary>
    public readonly bool IsTold => _told >= SentPackets;

    public void OnSent(int length, MonotonicTime now)
    {
        SentPackets++;
        _sentBytes += length;
        _lastSentBytes = length;
        _lastSent = now;
    }

    public void OnTold(in PacketFeedback packet)
    {
        _told++;
        if (!packet.Received)
            return;
        if (_received++ == 0 || packet.ArrivedAt < _firstArrival)
        {
            _firstArrival = packet.ArrivedAt;
            _firstArrivedSent = packet.SentAt;
            _firstReceivedBytes = packet.Length;
        }

        if (_received == 1 || packet.ArrivedAt >= _lastArrival)
        {
            _lastArrival = packet.ArrivedAt;
            _lastArrivedSent = packet.SentAt;
        }

        _receivedBytes += packet.Length;
        var took = packet.ArrivedAt - packet.SentAt;
        if (_received == 1 || took < _shortest)
            _shortest = took;
    }

    /// <summary>The rate that it shows, bit/s; 0 when too little of it arrived.</summary>
    /// <param name="sawCapacity">It came slower than it was sent.</param>
    public readonly double Result(out bool sawCapacity)
    {
        sawCapacity = false;
        if (SentPackets < 2 || _received < SentPackets * EnoughReceived)
            return 0;
        // The last packet's own time on the line is not within the sending, nor the first one's within the receiving.
        var sent = RateOf(_sentBytes - _lastSentBytes, _lastSent - _firstSent);
        var received = RateOf(_receivedBytes - _firstReceivedBytes, _lastArrival - _firstArrival);
        // By the time that the same packets took on both sides: one that was lost makes no path narrow.
        var (sending, coming) = (_lastArrivedSent - _firstArrivedSent, _lastArrival - _firstArrival);
        sawCapacity = coming > sending * Stretched + Jitter;
        return sawCapacity ? BelowCapacity * received : Math.Min(Target, sent);
    }

    private static double RateOf(int bytes, TimeSpan spread) =>
        spread <= ShortestSpread ? double.MaxValue : bytes * 8 / spread.TotalSeconds;
}
