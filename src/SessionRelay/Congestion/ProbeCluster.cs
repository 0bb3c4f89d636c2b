using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// A short train of packets at a rate above the estimate, and what the receiver said of it: how fast it came through is how wide the path is. A mutable value.
/// </summary>
internal struct ProbeCluster
{
    private const double EnoughReceived = 0.8; // of its packets: with fewer nothing can be said
    private const double Saturated = 0.9; // it came slower than it was sent: the path's own rate was seen
    private const double BelowCapacity = 0.95; // of that rate, so that the queue can empty
    private static readonly TimeSpan ShortestSpread = TimeSpan.FromMilliseconds(0.5); // two of the feedback's units: a shorter one is read as "at once"

    private int _sentBytes;
    private int _lastSentBytes;
    private int _told;
    private int _received;
    private int _receivedBytes;
    private int _firstReceivedBytes;
    private readonly MonotonicTime _firstSent;
    private MonotonicTime _lastSent;
    private MonotonicTime _firstArrival;
    private MonotonicTime _lastArrival;

    public ProbeCluster(int id, double target, MonotonicTime now)
    {
        Id = id;
        Target = target;
        _firstSent = _lastSent = now;
    }

    /// <summary>1 and up; 0: no cluster.</summary>
    public int Id { get; }

    /// <summary>bit/s.</summary>
    public double Target { get; }

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
            _firstReceivedBytes = packet.Length;
        }

        _lastArrival = _received == 1 ? packet.ArrivedAt : MonotonicTime.Max(_lastArrival, packet.ArrivedAt);
        _receivedBytes += packet.Length;
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
        sawCapacity = received < Saturated * Math.Min(sent, Target);
        return sawCapacity ? BelowCapacity * received : Math.Min(Target, Math.Min(sent, received));
    }

    private static double RateOf(int bytes, TimeSpan spread) =>
        spread <= ShortestSpread ? double.MaxValue : bytes * 8 / spread.TotalSeconds;
}
