using SessionRelay.Congestion;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Which of a client's pictures gets how much of its downlink: sound first and always, then a screen, who speaks, and the larger elements. What is too much goes
/// down a layer, then pauses; it comes back when there has been room for a while, later each time that this proved wrong. One shard's thread; allocates nothing.
/// </summary>
internal sealed class DownlinkShares(Connection connection, BandwidthEstimator estimator)
{
    private const int MaxSlots = 16; // SdpLimits: pairs of an offer
    private const double AudioBitRate = 50_000; // of one voice: Opus at 32 kbit/s with its headers
    private const double SevereShare = 0.5; // less than this of what is sent gets through: sound suffers now
    private const double InPlace = 1.3; // of what is shown: a picture of its size may take its place, with the room that its key frame needs and what two measures of one rate differ by
    private const double BitsPerPixel = 1.6; // a second, of an encoding that was never heard: 720p is 1.5 Mbit/s

    private static readonly TimeSpan ShortFor = TimeSpan.FromMilliseconds(400); // one late heap of packets is no narrow path
    private static readonly TimeSpan ResumeAfter = TimeSpan.FromSeconds(3); // a decrease, to a paused picture's return
    private static readonly TimeSpan RaiseAfter = TimeSpan.FromSeconds(10); // a decrease, to a larger layer
    private static readonly TimeSpan MaxRaiseAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LoweringShows = TimeSpan.FromSeconds(2); // until the queue has drained and the estimate tells how much that was
    private static readonly TimeSpan QueueEmpties = TimeSpan.FromSeconds(1.2); // once the pictures have stopped; well within the 3 s in which people are told
    private static readonly TimeSpan WasWrong = TimeSpan.FromSeconds(10); // short again so soon after a raise
    private static readonly TimeSpan SpeakerStays = TimeSpan.FromSeconds(2); // in a pause of speech, before another one is preferred

    private MonotonicTime _shortSince = MonotonicTime.Never;
    private MonotonicTime _loweredAt = MonotonicTime.Never;
    private MonotonicTime _raisedAt = MonotonicTime.Never;
    private TimeSpan _raiseAfter = RaiseAfter;
    private AudioPublication? _speaker;
    private MonotonicTime _spokeAt;

    /// <summary>Some picture gets less than its element asks for.</summary>
    public bool IsShort { get; private set; }

    /// <summary>All pictures that are watched are paused, as more than sound did not get through.</summary>
    public bool TakesSoundOnly { get; private set; }

    /// <summary>When <see cref="Advance"/> is due.</summary>
    public MonotonicTime TellAt { get; private set; } = MonotonicTime.Never;

    /// <summary>Something is to be lowered if it stays so for a moment.</summary>
    public bool IsPending { get; private set; }

    /// <summary>Looks at what is wanted and what there is, and changes what has to change. Cheap: to be called at each feedback.</summary>
    public void Review(MonotonicTime now)
    {
        FollowSpeaker(now);
        Span<VideoDemand> demands = stackalloc VideoDemand[MaxSlots];
        var count = Collect(demands, now, out var wanted, out var sent, out var audio, out var canProbe);
        demands = demands[..count];
        estimator.Prober.Want(wanted == 0 || !canProbe ? 0 : wanted + audio, wanted == 0 || !canProbe ? 0 : sent + audio + LeastOf(demands), estimator.BitRate, now);
        if (!estimator.IsProven)
            return;
        var room = Math.Max(0, estimator.BitRate - audio);
        // Where the path can be probed more is sent when a probe has shown that there is room, not to find that out: a key frame would stand before sound. One picture for another may be.
        if (canProbe && estimator.Prober.IsDoubted)
            room = Math.Min(room, InPlace * sent);
        LayerAllocator.Spread(demands, room, keeps: !estimator.IsQueued, MayResume(canProbe, now), MayRaise(now));
        if (!IsSevere(sent + audio))
            KeepTheFirst(demands, now);
        var lowers = false;
        var raises = false;
        foreach (ref var demand in demands)
        {
            // What is known to get through takes nothing away: only what is known not to.
            if (!estimator.IsBound)
                demand.Gets = Math.Max(demand.Gets, demand.Had);
            lowers |= demand.Gets < demand.Had;
            raises |= demand.Gets > demand.Had;
        }

        IsPending = lowers;
        if (!lowers)
            _shortSince = MonotonicTime.Never;
        else if (!IsDue(sent + audio, now))
            return;
        IsShort = false;
        foreach (ref readonly var demand in demands)
            IsShort |= demand.Gets < demand.Levels - 1;
        if (lowers || raises)
            Apply(demands, lowers, sent + audio, now);
        SettleSound(demands);
    }

    /// <summary>A path that can be probed tells by itself when there is room again.</summary>
    private bool MayResume(bool canProbe, MonotonicTime now) => canProbe || !estimator.HasDecreased || now - estimator.DecreasedAt >= ResumeAfter;

    private bool MayRaise(MonotonicTime now)
    {
        if (!_loweredAt.IsNever && now - _loweredAt < _raiseAfter)
            return false;
        return !IsShort || !estimator.HasDecreased || now - estimator.DecreasedAt >= RaiseAfter;
    }

    /// <summary>Of several pictures not all pause in one go: what one of them leaves may be enough for the one that comes first.</summary>
    private void KeepTheFirst(Span<VideoDemand> demands, MonotonicTime now)
    {
        var first = -1;
        var shown = 0;
        for (var i = demands.Length - 1; i >= 0; i--)
        {
            if (demands[i].Gets >= 0)
                return;
            if (demands[i].Had < 0)
                continue;
            first = i;
            shown++;
        }

        if (shown > 1 || (shown == 1 && !_loweredAt.IsNever && now - _loweredAt < LoweringShows))
            demands[first].Gets = 0;
    }

    /// <summary>At once when sound suffers, else when it has been so for a while.</summary>
    private bool IsDue(double sent, MonotonicTime now)
    {
        if (_shortSince.IsNever)
            _shortSince = now;
        return now - _shortSince >= ShortFor || IsSevere(sent) || estimator.IsLossy;
    }

    private bool IsSevere(double sent) => estimator.BitRate < SevereShare * sent;

    private void Apply(ReadOnlySpan<VideoDemand> demands, bool lowers, double sent, MonotonicTime now)
    {
        if (lowers)
        {
            _raiseAfter = !_raisedAt.IsNever && now - _raisedAt < WasWrong ? TimeSpan.FromTicks(Math.Min(_raiseAfter.Ticks * 2, MaxRaiseAfter.Ticks)) : RaiseAfter;
            _loweredAt = now;
            _shortSince = MonotonicTime.Never;
        }
        else
        {
            _raisedAt = now;
        }

        // Loss alone says nothing of the width. A queue of this moment does: its mean lags behind, as few packets get through.
        var isQueued = estimator.IsQueued || estimator.IsDeeplyQueued;
        if (lowers && isQueued && IsAnyPaused(demands))
            estimator.Prober.Doubt(now);
        var paused = false;
        var stopsNow = IsSevere(sent);
        foreach (ref readonly var demand in demands)
            paused |= connection.Pairs[demand.Slot].Video.Limit(demand.Gets, isShort: IsShort, stopsNow, now);
        if (!paused)
            return;
        // The news are 2 KB, on the same way: while a queue stands there, sound goes first.
        if (lowers && isQueued)
            TellAt = now + QueueEmpties;
        else
            Tell();
    }

    /// <summary>Those who are heard are told to send thinner sound, or that it may be as usual.</summary>
    private void SettleSound(ReadOnlySpan<VideoDemand> demands)
    {
        var soundOnly = estimator.Prober.IsDoubted && !demands.IsEmpty;
        foreach (ref readonly var demand in demands)
            soundOnly &= demand.Gets < 0;
        if (soundOnly == TakesSoundOnly)
            return;
        TakesSoundOnly = soundOnly;
        foreach (var pair in connection.Pairs)
            pair.Audio.SettleRate();
    }

    /// <summary>Tells the client which of its pictures are paused, when that is due.</summary>
    public void Advance(MonotonicTime now)
    {
        if (now >= TellAt)
            Tell();
    }

    private void Tell()
    {
        TellAt = MonotonicTime.Never;
        connection.Room.OnPauseChanged(connection);
    }

    /// <summary>What the cheapest of the paused pictures would take, bit/s; 0: none is paused.</summary>
    private static double LeastOf(ReadOnlySpan<VideoDemand> demands)
    {
        var least = 0.0;
        foreach (ref readonly var demand in demands)
        {
            if (demand is { Had: < 0, Levels: > 0 } && (least == 0 || demand.Rates[0] < least))
                least = demand.Rates[0];
        }

        return least;
    }

    private static bool IsAnyPaused(ReadOnlySpan<VideoDemand> demands)
    {
        foreach (ref readonly var demand in demands)
        {
            if (demand is { Gets: < 0, Had: >= 0 })
                return true;
        }

        return false;
    }

    /// <summary>What each slot's picture takes, who comes first in front; what all that they want and all that is sent takes together.</summary>
    private int Collect(Span<VideoDemand> demands, MonotonicTime now, out double wanted, out double sent, out double audio, out bool canProbe)
    {
        Span<long> ranks = stackalloc long[MaxSlots];
        wanted = sent = audio = 0;
        canProbe = false;
        var count = 0;
        foreach (var pair in connection.Pairs)
        {
            if (pair is { Participant.SendsMicrophone: true, Source: SlotSource.Camera } or { Source: SlotSource.Phone })
                audio += AudioBitRate;
            canProbe |= pair.Video.CanPad;
            var demand = default(VideoDemand);
            if (count == demands.Length || !pair.Video.TryDemand(ref demand, BitsPerPixel, now))
                continue;
            demand.Slot = pair.Number;
            if (demand.Levels > 0)
                wanted += demand.Rates[demand.Levels - 1];
            if (demand.Had >= 0)
                sent += demand.Rates[demand.Had];
            var rank = RankOf(pair);
            var place = count++;
            for (; place > 0 && ranks[place - 1] < rank; place--)
            {
                ranks[place] = ranks[place - 1];
                demands[place] = demands[place - 1];
            }

            ranks[place] = rank;
            demands[place] = demand;
        }

        return count;
    }

    /// <summary>An element of unknown size is taken for the largest.</summary>
    private long RankOf(SlotPair pair)
    {
        var area = pair.MaxWidth == 0 || pair.MaxHeight == 0 ? int.MaxValue : Math.Min((long)pair.MaxWidth * pair.MaxHeight, int.MaxValue);
        if (pair.Source == SlotSource.Screen)
            area += 2L * int.MaxValue;
        else if (_speaker is not null && pair.Participant?.Current?.Microphone == _speaker)
            area += int.MaxValue;
        return area;
    }

    private void FollowSpeaker(MonotonicTime now)
    {
        if (_speaker is { IsSpeaking: true })
        {
            _spokeAt = now;
            return;
        }

        if (_speaker is not null && now - _spokeAt < SpeakerStays)
            return;
        foreach (var pair in connection.Pairs)
        {
            if (pair.Source != SlotSource.Camera || pair.Participant?.Current?.Microphone is not { IsSpeaking: true } speaking)
                continue;
            _speaker = speaking;
            _spokeAt = now;
            return;
        }
    }
}
