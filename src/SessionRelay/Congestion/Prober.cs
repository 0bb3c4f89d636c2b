using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// Decides when to send more than the estimate for a moment, to find out whether more gets through: at 3 times the start, then at twice what was found while at least
/// 0.7 of it was reached, and again at times while somebody waits for more than the estimate allows. Probes for no more than is wanted. Allocates nothing.
/// Use: <see cref="Advance"/>, then padding as long as <see cref="BytesDue"/> is over 0; <see cref="OnSent"/> for every packet that goes out.
/// </summary>
internal sealed class Prober
{
    /// <summary>Bytes of one padding packet on the wire, most: one byte tells how much padding there is.</summary>
    public const int PaddingPacket = 290;

    private const int Remembered = 4; // clusters whose feedback is still to come
    private const int MinPackets = 5; // fewer and one late packet decides
    private const int MinPacket = 60; // bytes: headers, the extension, SRTP's trailer
    private const double First = 3; // times the start
    private const double Further = 2; // times what was found
    private const double Reached = 0.7; // of a target: worth a further probe
    private const double Headroom = 1.5; // over what is wanted: further probes would find out nothing that matters
    private const double Enough = 1.15; // over what is wanted: from there on nobody waits
    private const double MuchMore = 1.2; // is wanted than when it was probed last: looked for at once
    private const int MaxTries = 3; // to begin: a receiver that never tells anything is not asked on and on

    private const double DoubtedHeadroom = 1.2; // a picture comes back when there is a tenth more than it takes
    private const double DoubtedBytes = 8_000; // more than the tokens that a shaper saves up: a short probe passes on them at any rate

    private static readonly TimeSpan DoubtedLength = TimeSpan.FromMilliseconds(500); // at most: it ends with the first sign of a queue
    private static readonly TimeSpan DoubtedInterval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(15); // so short that a narrow path's queue stays short
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2); // the shard's timers are no finer
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100); // for what was never told of
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(1); // and the round trip; after that it is lost
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(1.5); // somebody waits for a picture
    private static readonly TimeSpan LastInterval = TimeSpan.FromSeconds(5);

    private readonly ProbeCluster[] _clusters = new ProbeCluster[Remembered];
    private double _planned;
    private int _lastId;
    private int _tries;
    private bool _isSending;
    private double _wanted;
    private double _wantedNext;
    private double _probedFor;
    private MonotonicTime _ticked;
    private MonotonicTime _next = MonotonicTime.Never;
    private TimeSpan _interval = FirstInterval;

    public bool HasBegun { get; private set; }

    /// <summary>The first chain of probes goes on: the estimate is still a guess.</summary>
    public bool IsInitial { get; private set; } = true;

    /// <summary>The cluster that packets now belong to; 0: none.</summary>
    public int Cluster => _isSending ? _lastId : 0;

    /// <summary>What was sent did not get through, and no probe has shown since that more does.</summary>
    public bool IsDoubted { get; private set; }

    /// <summary>Clusters begun.</summary>
    public int Clusters => _lastId;

    private ref ProbeCluster Current => ref _clusters[_lastId % Remembered];

    /// <summary>When <see cref="Advance"/> is due.</summary>
    public MonotonicTime Deadline
    {
        get
        {
            if (_isSending)
                return _ticked + Tick;
            if (_planned > 0)
                return _ticked;
            return HasOpen ? _ticked + Look : _next;
        }
    }

    /// <summary>Bytes of the padding packet to send next, with headers and SRTP's trailer.</summary>
    public int PacketLength => Math.Clamp((int)(ShortSizeOf(Current.Target) / MinPackets), MinPacket, PaddingPacket);

    /// <summary>What is to be known.</summary>
    /// <param name="bitRate">What all that is to be shown would take, bit/s; 0: nothing is, and nothing is probed.</param>
    /// <param name="next">What it takes with one picture more than now, bit/s: as long as there is doubt no more than that is tried.</param>
    /// <param name="estimate">bit/s.</param>
    /// <param name="now">The moment.</param>
    public void Want(double bitRate, double next, double estimate, MonotonicTime now)
    {
        _wanted = bitRate;
        _wantedNext = next;
        if (!HasBegun && bitRate > 0)
        {
            HasBegun = true;
            _planned = First * estimate;
        }
        else if (HasBegun && !IsInitial && (estimate < Enough * bitRate || IsDoubted) && (_next.IsNever || (bitRate > MuchMore * _probedFor && !IsDoubted)))
        {
            // In doubt it waits its time, whoever wants what: sound has just got over the last queue.
            _interval = IsDoubted ? DoubtedInterval : FirstInterval;
            _next = MonotonicTime.Min(_next, now);
            _probedFor = bitRate;
        }
    }

    /// <summary>Padding that the cluster still needs now, in bytes; 0: none.</summary>
    public int BytesDue(MonotonicTime now)
    {
        if (!_isSending)
            return 0;
        ref var cluster = ref Current;
        var expected = cluster.Target / 8 * (now - cluster.StartedAt + Tick).TotalSeconds;
        return (int)Math.Max(0, Math.Min(expected, SizeOf(cluster)) - cluster.SentBytes);
    }

    public void OnSent(int length, MonotonicTime now)
    {
        if (!_isSending)
            return;
        ref var cluster = ref Current;
        cluster.OnSent(length, now);
        if (cluster.SentPackets >= MinPackets && cluster.SentBytes >= SizeOf(cluster))
            _isSending = false;
    }

    public void OnTold(in PacketFeedback packet)
    {
        ref var cluster = ref _clusters[packet.Cluster % Remembered];
        if (cluster.Id != packet.Cluster)
            return;
        cluster.OnTold(packet);
        if (cluster.IsDoubted && cluster.SeesQueue && Cluster == cluster.Id)
            _isSending = false; // it is too much: no need to make sound wait behind the rest
    }

    /// <summary>Starts what is planned, gives up what was never told of, plans the next.</summary>
    /// <param name="mayProbe">Nothing speaks against it: no queue is growing or emptying.</param>
    public void Advance(double estimate, bool mayProbe, TimeSpan roundTrip, MonotonicTime now)
    {
        _ticked = now;
        if (_isSending)
        {
            // Nothing could be sent, as the path is gone: not for ever.
            if (now - Current.StartedAt > ToldWithin)
                _isSending = false;
            return;
        }

        foreach (ref var cluster in _clusters.AsSpan())
        {
            if (cluster.Id != 0 && now - cluster.StartedAt > ToldWithin + roundTrip)
                Close(ref cluster, 0, now);
        }

        if (_planned == 0 && now >= _next && !HasOpen)
            Plan(estimate, mayProbe, now);
        if (_planned == 0)
            return;
        _lastId++;
        Current = new ProbeCluster(_lastId, Math.Min(_planned, RateControl.Ceiling), IsDoubted, now);
        _planned = 0;
        _isSending = true;
    }

    /// <summary>After each feedback: the rate of a cluster that has been told of in full; 0 when there is none. Call until 0.</summary>
    /// <param name="isInitial">One of the first: what it found is the first that is known, be it less than the guess.</param>
    /// <param name="sawCapacity">The path's own rate was seen: more does not get through.</param>
    public double TakeResult(MonotonicTime now, out bool isInitial, out bool sawCapacity)
    {
        isInitial = IsInitial;
        sawCapacity = false;
        foreach (ref var cluster in _clusters.AsSpan())
        {
            if (cluster.Id == 0 || !cluster.IsTold || Cluster == cluster.Id)
                continue;
            var rate = cluster.Result(out sawCapacity);
            if (cluster.IsDoubted && rate >= Reached * cluster.Target && !sawCapacity)
                IsDoubted = false;
            if (rate >= Reached * cluster.Target && !sawCapacity && rate < Headroom * _wanted && rate < RateControl.Ceiling)
                _planned = Further * rate;
            Close(ref cluster, rate, now);
            if (rate > 0)
                return rate;
        }

        return 0;
    }

    /// <summary>A picture is paused, as the path takes too little: from now on a probe is long enough to know, until one gets through.</summary>
    public void Doubt(MonotonicTime now)
    {
        IsDoubted = true;
        _interval = DoubtedInterval;
        _next = now + _interval;
    }

    /// <summary>The rate just fell: somebody will wait soon.</summary>
    public void OnDecrease(MonotonicTime now)
    {
        IsInitial = false;
        _planned = 0;
        _interval = IsDoubted ? DoubtedInterval : FirstInterval;
        _next = now + _interval;
    }

    private bool HasOpen
    {
        get
        {
            foreach (ref readonly var cluster in _clusters.AsSpan())
            {
                if (cluster.Id != 0)
                    return true;
            }

            return false;
        }
    }

    private static double SizeOf(in ProbeCluster cluster) => cluster.IsDoubted
        ? Math.Max(Math.Min(DoubtedBytes, cluster.Target / 8 * DoubtedLength.TotalSeconds), ShortSizeOf(cluster.Target))
        : ShortSizeOf(cluster.Target);

    private static double ShortSizeOf(double target) => Math.Max(target / 8 * Length.TotalSeconds, MinPackets * MinPacket);

    private void Close(ref ProbeCluster cluster, double found, MonotonicTime now)
    {
        cluster = default;
        _next = now + _interval;
        _interval = TimeSpan.FromTicks(Math.Min(_interval.Ticks * 3 / 2, (IsDoubted ? DoubtedInterval : LastInterval).Ticks));
        if (!IsInitial || _planned > 0)
            return;
        if (found > 0)
            IsInitial = false;
        else if (++_tries >= MaxTries)
            _next = MonotonicTime.Never;
    }

    private void Plan(double estimate, bool mayProbe, MonotonicTime now)
    {
        if (!mayProbe)
            _next = now + Look;
        else if (IsInitial)
            _planned = First * estimate;
        else if (estimate >= Enough * _wanted && !IsDoubted)
            _next = MonotonicTime.Never;
        else
            (_planned, _probedFor) = (Math.Min(Further * estimate, IsDoubted ? DoubtedHeadroom * _wantedNext : Headroom * _wanted), _wanted);
    }
}
