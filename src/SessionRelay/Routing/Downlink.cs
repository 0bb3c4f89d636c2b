using SessionRelay.Congestion;
using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// One client's way down: numbers what is sent to it, estimates from its feedback how much gets through, probes for more, and says which picture gets how much of it
/// (<see cref="DownlinkShares"/>). Sound is only counted, never held back. A client that offers no transport-wide numbers, or tells nothing, gets what it watches.
/// One shard's thread; allocates nothing but when a picture stops or comes back and the client is told.
/// </summary>
internal sealed class Downlink
{
    /// <summary>Packets of one feedback that are looked at, most: 50 ms at 10,000 packets/s.</summary>
    private const int MaxTold = 512;

    /// <summary>After it what feedback said of loss is old.</summary>
    private static readonly TimeSpan FeedbackHolds = TimeSpan.FromSeconds(2);

    /// <summary>A queue that stands for longer although less is sent is none: the path has become a longer one.</summary>
    private static readonly TimeSpan FillsUp = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ReviewInterval = TimeSpan.FromMilliseconds(250);

    private readonly Connection _connection;
    private readonly BandwidthEstimator _estimator = new();
    private readonly DownlinkShares _shares;
    private SendBudget _budget;
    private double _bitRate; // the estimate and the probe that runs, beside what each packet touches: the rest would have to be fetched into the cache for it
    private int _cluster;
    private MonotonicTime _reviewAt;
    private MonotonicTime _feedbackAt = MonotonicTime.Never;

    public Downlink(Connection connection)
    {
        _connection = connection;
        _shares = new DownlinkShares(connection, _estimator);
        _bitRate = _estimator.BitRate;
    }

    /// <summary>What was sent with transport-wide sequence numbers.</summary>
    public TransportFeedbackTracker Sent { get; } = new();

    public BandwidthEstimator Estimator => _estimator;

    /// <summary>Some picture gets less than its element asks for.</summary>
    public bool IsShort => _shares.IsShort;

    /// <summary>All pictures that are watched are paused, as more than sound did not get through.</summary>
    public bool TakesSoundOnly => _shares.TakesSoundOnly;

    /// <summary>Never before media can be sent, nor while the peer is being made.</summary>
    public MonotonicTime Deadline => _connection.Peer is { CanSend: true } ? MonotonicTime.Min(_estimator.Prober.Deadline, _shares.TellAt) : MonotonicTime.Never;

    /// <summary>The number that a packet of this many bytes carries, which goes out now.</summary>
    public ushort OnSent(int length, MonotonicTime now)
    {
        var cluster = _cluster;
        if (cluster != 0)
        {
            _estimator.Prober.OnSent(length, now);
            _cluster = _estimator.Prober.Cluster;
        }

        _budget.OnSent(length, _bitRate, now);
        return Sent.OnSent(length, now, cluster);
    }

    /// <summary>When a queue stood in the path last; long ago when none ever did.</summary>
    public MonotonicTime QueuedAt { get; private set; } = MonotonicTime.Zero - TimeSpan.FromDays(1);

    /// <summary>A queue has just filled up: whatever is sent beside sound, sound waits behind it.</summary>
    public bool IsFilledUp(MonotonicTime now) =>
        _estimator.IsDeeplyQueued && _estimator.HasDecreased && now - _estimator.DecreasedAt < FillsUp;

    /// <summary>Share of what is sent that gets lost, 0 to 1: by the newest transport-wide feedback, and by receiver reports where there is none.</summary>
    public double LossAt(MonotonicTime now) =>
        !_feedbackAt.IsNever && now - _feedbackAt < FeedbackHolds ? _estimator.Loss : _connection.Feedback.LossAt(now);

    /// <summary>Bytes that may go out in one burst without sound having to stand behind them for long.</summary>
    public int RoomForBurst(MonotonicTime now) =>
        _estimator.IsBound ? _budget.Room(_bitRate, now) : int.MaxValue;

    public void Receive(in TransportFeedback feedback, MonotonicTime now)
    {
        Span<PacketFeedback> told = stackalloc PacketFeedback[MaxTold];
        var count = Sent.Read(feedback, now, told);
        if (count == 0)
            return;
        _feedbackAt = now;
        _estimator.OnFeedback(told[..count], _connection.Feedback.RoundTrip, now);
        if (_estimator.IsQueued)
            QueuedAt = now;
        // While all is well a look now and then does: the pictures' state is a lot to fetch.
        if (now >= _reviewAt || IsShort || _shares.IsPending || _estimator.BitRate < _bitRate)
        {
            _reviewAt = now + ReviewInterval;
            _shares.Review(now);
        }

        _bitRate = _estimator.BitRate;
        if (now >= Deadline)
            Probe(now);
    }

    /// <summary>What is to be shown may have changed.</summary>
    public void Review(MonotonicTime now)
    {
        _shares.Review(now);
        if (now >= Deadline)
            Probe(now);
    }

    public void Advance(MonotonicTime now)
    {
        if (now >= Deadline)
            Probe(now);
    }

    private void Probe(MonotonicTime now)
    {
        if (!_connection.Peer.CanSend)
            return;
        _shares.Advance(now);
        var prober = _estimator.Prober;
        _estimator.Advance(now);
        _cluster = prober.Cluster;
        while (prober.BytesDue(now) > 0)
        {
            if (!SendPadding(prober.PacketLength, now))
                return;
        }
    }

    private bool SendPadding(int length, MonotonicTime now)
    {
        foreach (var pair in _connection.Pairs)
        {
            if (pair.Video.SendPadding(length, now))
                return true;
        }

        return false;
    }
}
