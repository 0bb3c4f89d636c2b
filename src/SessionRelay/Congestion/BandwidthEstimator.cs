using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// The estimate of one receiver's downlink, made at the sender from transport-wide feedback: the trend of the delay, loss, what arrives, and probes
/// (draft-ietf-rmcat-gcc-02, draft-holmer-rmcat-transport-wide-cc-extensions-01). Give it what <see cref="TransportFeedbackTracker.Read"/> tells. One thread; allocates nothing.
/// </summary>
internal sealed class BandwidthEstimator
{
    /// <summary>A receiver that tells nothing for so long had no path: what was lost meanwhile says nothing of its width.</summary>
    private static readonly TimeSpan DeadPath = TimeSpan.FromSeconds(1);

    /// <summary>After a decrease, before anything is probed: the queue has emptied.</summary>
    private static readonly TimeSpan QuietAfterDecrease = TimeSpan.FromSeconds(1);

    /// <summary>A full queue lets something through at all times: when nothing of so long a stretch arrived the path was gone, and back.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromMilliseconds(250);

    private const double MuchLess = 0.5; // of the estimate gets through: sound suffers now. Otherwise the trend is soon enough, and knows more

    private readonly ArrivalGroups _groups = new();
    private readonly DelayTrend _trend = new();
    private readonly AcknowledgedRate _arriving = new();
    private readonly LossControl _loss = new();
    private readonly RateControl _rate = new();
    private QueueDelay _queue;
    private FillingQueue _filling;
    private MonotonicTime _lastFeedback = MonotonicTime.Never;
    private MonotonicTime _lastArrivedSentAt = MonotonicTime.Never;
    private int _lostSince;
    private TimeSpan _roundTrip = TimeSpan.FromMilliseconds(100);

    public Prober Prober { get; } = new();

    /// <summary>bit/s, 30,000 to 20,000,000.</summary>
    public double BitRate => _rate.BitRate;

    /// <summary>What arrives now, bit/s; 0 when not known.</summary>
    public double Arriving => _arriving.BitRate;

    /// <summary>Of the last interval, 0 to 1.</summary>
    public double Loss => _loss.Loss;

    /// <summary>A queue stands in the path: what is sent is just too much.</summary>
    public bool IsQueued => _queue.IsStanding;

    /// <summary>The newest packet that arrived stood in a queue that is long, or fills up.</summary>
    public bool IsDeeplyQueued => _queue.IsDeep || _filling.IsSeen;

    /// <summary>More is lost than the path always loses.</summary>
    public bool IsLossy => !_loss.MayGrow;

    /// <summary>It rests on something seen, and is not the value to start from: nobody is held back by a guess.</summary>
    public bool IsProven { get; private set; }

    /// <summary>More was tried and did not get through. Otherwise the estimate is only what is known to get through, and there may be more.</summary>
    public bool IsBound { get; private set; }

    public MonotonicTime DecreasedAt => _rate.DecreasedAt;

    public bool HasDecreased => _rate.HasDecreased;

    /// <summary>One feedback packet, in the order of sending.</summary>
    public void OnFeedback(ReadOnlySpan<PacketFeedback> packets, TimeSpan roundTrip, MonotonicTime now)
    {
        if (packets.IsEmpty)
            return;
        _roundTrip = roundTrip;
        var wasDead = !_lastFeedback.IsNever && now - _lastFeedback > DeadPath;
        _lastFeedback = now;
        if (wasDead)
        {
            _groups.Reset();
            _trend.Reset();
            _loss.Reset();
            _queue.Reset();
            _filling.Reset();
        }

        var (received, lost) = (0, 0);
        foreach (ref readonly var packet in packets)
        {
            if (packet.Cluster != 0)
                Prober.OnTold(packet);
            if (!packet.Received)
            {
                _lostSince++;
                continue;
            }

            received++;
            // What was lost in a row is judged by how long the row was, once something arrives again.
            if (!wasDead && (_lastArrivedSentAt.IsNever || packet.SentAt - _lastArrivedSentAt < Outage))
                lost += _lostSince;
            _lostSince = 0;
            _lastArrivedSentAt = packet.SentAt;
            _arriving.Add(packet.ArrivedAt, packet.Length);
            _queue.Add(packet.SentAt, packet.ArrivedAt);
            _filling.Add(_queue.Newest, packet.Length, packet.ArrivedAt);
            if (_groups.Add(packet.SentAt, packet.ArrivedAt, out var step))
                _trend.Add(step);
        }

        Move(received, lost, now);
    }

    /// <summary>Runs probes that are due; packets of a cluster are then asked for by <see cref="Prober.BytesDue"/>.</summary>
    public void Advance(MonotonicTime now)
    {
        var quiet = _trend.Usage == PathUsage.Normal && (!_rate.HasDecreased || now - _rate.DecreasedAt > QuietAfterDecrease);
        Prober.Advance(BitRate, quiet, _roundTrip, now);
    }

    private void Move(int received, int lost, MonotonicTime now)
    {
        var before = _rate.DecreasedAt;
        var (arriving, newest) = (_arriving.BitRate, _arriving.Newest);
        if (_loss.Add(received, lost, isUsual: !IsQueued, now))
            _rate.LowerTo(Math.Min(BitRate, arriving / Math.Max(0.1, 1 - _loss.Loss)) * _loss.Factor, newest, _roundTrip, now);
        if (_filling.Passing is > 0 and var passing && passing < MuchLess * BitRate)
            _rate.LowerToPassing(passing, _roundTrip, now);
        _rate.Update(_trend.Usage, arriving, newest, _loss.MayGrow, IsQueued, _roundTrip, now);
        if (_rate.DecreasedAt != before)
        {
            IsProven = IsBound = true;
            Prober.OnDecrease(now);
        }

        while (Prober.TakeResult(now, out var isInitial, out var sawCapacity) is > 0 and var found)
        {
            IsBound = sawCapacity || (IsBound && found < BitRate);
            _rate.Probed(Math.Max(found, isInitial ? arriving : 0), mayLower: isInitial && !IsProven);
        }

        IsProven |= !Prober.IsInitial;
    }
}
