using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>A packet that a slot sent before: where its original is, and what it went out with.</summary>
/// <param name="Source">The number that the slot's caller gave the publisher's stream.</param>
/// <param name="OriginalSequenceNumber">The publisher's, for <see cref="RetransmissionRing.TryGet"/>.</param>
internal readonly record struct SentPacket(int Source, ushort OriginalSequenceNumber, SlotPacket Rewritten);

/// <summary>
/// Remembers what one receiver's slot sent, and decides which NACKs are answered: not twice within min(100 ms, 2 × round trip), as the first answer is still on its way; five times
/// a packet at most; within 15 % of the slot's bytes; and not between the receiver's PLI and the key frame, which makes them useless. Not thread safe, allocates nothing per packet
/// (its memory doubles from 32 packets to 1,024).
/// </summary>
internal sealed class NackResponder
{
    /// <summary>1.5 s at 5 Mbit/s are 850 packets of 1,100 bytes. A power of two.</summary>
    public const int MaxPackets = 1024;

    private const int FirstPackets = 32;
    private const int MaxKeyframeDistance = 16_384; // packets
    private const int MaxSends = 5; // as often as a receiver asks; with three the picture stood for 2 s once in some 13 hours at 2 % loss
    private const int SharePercent = 15; // of what is sent: more would feed the congestion that loses packets
    private const long MaxBudget = 48 * 1024; // bytes; 15 % of one second at 2.5 Mbit/s, so that one burst of loss is mended at once
    private const uint MaxKeyframeWait = 3_000; // ms; a key frame that has not come by then was lost or refused, and what is newer is worth mending

    private static readonly uint MaxAge = (uint)RetransmissionRing.MaxAge.TotalMilliseconds; // as long as the publisher's packets are kept

    private static readonly TimeSpan MaxRepeatInterval = TimeSpan.FromMilliseconds(100);

    private Entry[] _entries = new Entry[FirstPackets];
    private long _budget = MaxBudget * 100;
    private bool _awaitsKeyframe;
    private uint _awaitsSince;
    private ushort _keyframe;
    private bool _hasKeyframe;

    /// <summary>Requests that were granted.</summary>
    public long Answered { get; private set; }

    /// <summary>Requests that were not: unknown or too old, over a limit, or waiting for a key frame.</summary>
    public long Unanswered { get; private set; }

    /// <summary>Takes note of a packet that the slot sends for the first time.</summary>
    /// <param name="length">Bytes of the packet.</param>
    public void OnSent(in SlotPacket rewritten, int source, ushort originalSequenceNumber, int length, MonotonicTime now)
    {
        var time = Milliseconds(now);
        Widen(rewritten.SequenceNumber, time);
        _entries[rewritten.SequenceNumber & (_entries.Length - 1)] = new Entry
        {
            Rewritten = rewritten,
            Source = source,
            Original = originalSequenceNumber,
            Length = (ushort)Math.Min(length, ushort.MaxValue),
            SentAt = time,
            IsUsed = true,
        };
        // Numbers wrap: from half of them on, what comes would seem to be before that key frame.
        if (_hasKeyframe && Wrap.Difference(rewritten.SequenceNumber, _keyframe) > MaxKeyframeDistance)
            _hasKeyframe = false;
        _budget = Math.Min(MaxBudget * 100, _budget + ((long)length * SharePercent));
    }

    /// <summary>Whether a packet that the receiver asks for is sent again now; then it counts as sent.</summary>
    /// <param name="sequenceNumber">The slot's.</param>
    /// <param name="roundTrip">To the receiver; the last measured, zero when it is not known yet.</param>
    public bool TryAnswer(ushort sequenceNumber, MonotonicTime now, TimeSpan roundTrip, out SentPacket sent)
    {
        sent = default;
        var time = Milliseconds(now);
        ref var entry = ref _entries[sequenceNumber & (_entries.Length - 1)];
        if (!entry.IsUsed || entry.Rewritten.SequenceNumber != sequenceNumber || time - entry.SentAt > MaxAge
            || entry.Sends == MaxSends || IsAwaitingKeyframe(time) || _budget < entry.Length * 100L
            || (entry.Sends > 0 && time - entry.ResentAt < RepeatInterval(roundTrip)))
        {
            Unanswered++;
            return false;
        }

        entry.Sends++;
        entry.ResentAt = time;
        _budget -= entry.Length * 100L;
        Answered++;
        sent = new SentPacket(entry.Source, entry.Original, entry.Rewritten);
        return true;
    }

    /// <summary>
    /// Whether a packet that the receiver asks for is of the picture it shows and can't come any more, since it is too old: then only a key frame helps. False for what was sent before
    /// the last key frame, for what was never sent, and while a key frame is awaited already: each request takes from what the receiver is allowed.
    /// </summary>
    /// <param name="sequenceNumber">The slot's.</param>
    public bool IsTooLate(ushort sequenceNumber, MonotonicTime now)
    {
        var time = Milliseconds(now);
        if (IsAwaitingKeyframe(time) || (_hasKeyframe && Wrap.Difference(sequenceNumber, _keyframe) < 0))
            return false;
        ref readonly var entry = ref _entries[sequenceNumber & (_entries.Length - 1)];
        if (!entry.IsUsed)
            return false;
        return entry.Rewritten.SequenceNumber == sequenceNumber
            ? time - entry.SentAt > MaxAge
            : Wrap.Difference(entry.Rewritten.SequenceNumber, sequenceNumber) > 0; // its place was taken
    }

    /// <summary>The receiver has sent a PLI or FIR that was heard.</summary>
    public void OnPictureLossIndication(MonotonicTime now)
    {
        _awaitsKeyframe = true;
        _awaitsSince = Milliseconds(now);
    }

    /// <summary>The first packet of a key frame went to the receiver.</summary>
    /// <param name="sequenceNumber">The slot's.</param>
    public void OnKeyframeSent(ushort sequenceNumber)
    {
        _awaitsKeyframe = false;
        _keyframe = sequenceNumber;
        _hasKeyframe = true;
    }

    private static uint RepeatInterval(TimeSpan roundTrip) =>
        (uint)(roundTrip <= TimeSpan.Zero ? MaxRepeatInterval : TimeSpan.FromTicks(Math.Min(roundTrip.Ticks * 2, MaxRepeatInterval.Ticks))).TotalMilliseconds;

    /// <summary>Milliseconds that wrap after 49 days: differences are all that counts.</summary>
    private static uint Milliseconds(MonotonicTime time) => unchecked((uint)(time.Ticks / TimeSpan.TicksPerMillisecond));

    private bool IsAwaitingKeyframe(uint time)
    {
        if (_awaitsKeyframe && time - _awaitsSince > MaxKeyframeWait)
            _awaitsKeyframe = false;

        return _awaitsKeyframe;
    }

    private void Widen(ushort sequenceNumber, uint time)
    {
        ref readonly var old = ref _entries[sequenceNumber & (_entries.Length - 1)];
        if (_entries.Length == MaxPackets || !old.IsUsed || old.Rewritten.SequenceNumber == sequenceNumber || time - old.SentAt > MaxAge)
            return;

        var wider = new Entry[_entries.Length * 2];
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.IsUsed)
                wider[entry.Rewritten.SequenceNumber & (wider.Length - 1)] = entry;
        }

        _entries = wider;
    }

    private struct Entry
    {
        public SlotPacket Rewritten;
        public int Source;
        public uint SentAt;
        public uint ResentAt;
        public ushort Original;
        public ushort Length;
        public byte Sends;
        public bool IsUsed;
    }
}
