using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>What an arriving packet was.</summary>
internal enum Arrival : byte
{
    /// <summary>Newer than all before it.</summary>
    Newest = 0,

    /// <summary>One that was missing: reordered or retransmitted.</summary>
    Recovered = 1,

    /// <summary>Seen before, or given up.</summary>
    Duplicate = 2,
}

/// <summary>
/// Finds the packets of one published stream that are missing and says when to ask for them (RFC 4585 section 6.2.1): first after 20 ms, as most are only late, then every
/// round trip × 1.25ⁿ, five times, until 3 s have passed. All that is due goes into one list for one packet. Bounded: when more than 1,000 are missing it forgets them and wants a key
/// frame instead. Not thread safe, allocates nothing per packet (its list doubles from 32 up to the bound).
/// </summary>
internal sealed class NackGenerator
{
    /// <summary>A gap or backlog of more packets than this is quicker mended by a key frame.</summary>
    public const int MaxMissing = 1000;

    private const int MaxTries = 5;
    private const int FirstCapacity = 32;
    private const double Backoff = 1.25; // each try waits this much longer: a path that loses is not helped by more traffic

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20); // reordering settles within it
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(20); // on a fast path, no more than 50 a second
    private static readonly TimeSpan MaxInterval = TimeSpan.FromMilliseconds(400); // on a slow one, still several tries before the frame is useless
    private static readonly TimeSpan UnknownRoundTrip = TimeSpan.FromMilliseconds(100); // until a report tells: what a path across a continent takes
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(3); // the sender's own history is no longer

    private Missing[] _missing = new Missing[FirstCapacity];
    private int _count;
    private bool _started;
    private long _highest;
    private bool _wentBack;
    private MonotonicTime _deadline = MonotonicTime.Never;

    /// <summary>How many are missing now and not given up.</summary>
    public int Outstanding => _count;

    /// <summary>Packets asked for, counted once a try.</summary>
    public long Asked { get; private set; }

    /// <summary>Packets that never came.</summary>
    public long Lost { get; private set; }

    /// <summary>Too much was missing: a key frame is to be asked for. Stands until <see cref="ClearKeyframeWanted"/>.</summary>
    public bool KeyframeWanted { get; private set; }

    /// <summary>When <see cref="TakeDue"/> is to be called; <see cref="MonotonicTime.Never"/> while nothing is missing.</summary>
    public MonotonicTime Deadline => _deadline;

    /// <summary>The packet is missing and not given up.</summary>
    public bool IsMissing(ushort sequenceNumber) => _started && Find(Wrap.Unwrap(sequenceNumber, _highest)) >= 0;

    public void ClearKeyframeWanted() => KeyframeWanted = false;

    /// <summary>Takes note of a packet, original or retransmitted (with its original sequence number).</summary>
    public Arrival OnPacket(ushort sequenceNumber, MonotonicTime now)
    {
        if (!_started)
        {
            _started = true;
            _highest = sequenceNumber + 65536L;
            return Arrival.Newest;
        }

        var index = Wrap.Unwrap(sequenceNumber, _highest);
        if (index > _highest)
        {
            _wentBack = false;
            AddGap(_highest + 1, index, now);
            _highest = index;
            return Arrival.Newest;
        }

        if (_highest - index > MaxMissing)
            return OnFarBehind(index);

        _wentBack = false;
        return Remove(index) ? Arrival.Recovered : Arrival.Duplicate;
    }

    /// <summary>
    /// Writes the missing sequence numbers that are due into <paramref name="into"/>, in rising order, and returns how many. Those that find no room are due again at once.
    /// </summary>
    /// <param name="roundTrip">To the publisher; the last measured, zero when it is not known yet.</param>
    public int TakeDue(MonotonicTime now, TimeSpan roundTrip, Span<ushort> into)
    {
        if (now < _deadline)
            return 0;

        var taken = 0;
        var kept = 0;
        var next = MonotonicTime.Never;
        for (var i = 0; i < _count; i++)
        {
            var missing = _missing[i];
            if (now - missing.Since >= GiveUpAfter)
            {
                Lost++;
                continue;
            }

            if (missing.DueAt <= now && taken < into.Length)
            {
                into[taken++] = (ushort)missing.Index;
                missing.Tries++;
                missing.DueAt = missing.Tries == MaxTries ? missing.Since + GiveUpAfter : now + Interval(roundTrip, missing.Tries);
            }

            next = MonotonicTime.Min(next, MonotonicTime.Min(missing.DueAt, missing.Since + GiveUpAfter));
            _missing[kept++] = missing;
        }

        _count = kept;
        _deadline = next;
        Asked += taken;
        return taken;
    }

    /// <summary>Asks for nothing before <paramref name="until"/>: what is due by then is due then, and no try is taken from it.</summary>
    public void Postpone(MonotonicTime until)
    {
        if (!_deadline.IsNever)
            _deadline = MonotonicTime.Max(_deadline, until);
    }

    private static TimeSpan Interval(TimeSpan roundTrip, int tries)
    {
        var ticks = (roundTrip > TimeSpan.Zero ? roundTrip : UnknownRoundTrip).Ticks * Math.Pow(Backoff, tries - 1);
        return new TimeSpan((long)Math.Clamp(ticks, MinInterval.Ticks, MaxInterval.Ticks));
    }

    private void AddGap(long from, long to, MonotonicTime now)
    {
        var gap = to - from;
        if (gap == 0)
            return;

        if (gap + _count > MaxMissing)
        {
            Lost += _count;
            _count = 0;
            _deadline = MonotonicTime.Never;
            KeyframeWanted = true;
            return;
        }

        var needed = _count + (int)gap;
        if (needed > _missing.Length)
            Array.Resize(ref _missing, Math.Min(MaxMissing, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed)));

        var dueAt = now + FirstDelay;
        for (var index = from; index < to; index++)
            _missing[_count++] = new Missing { Index = index, Since = now, DueAt = dueAt };

        _deadline = MonotonicTime.Min(_deadline, dueAt);
    }

    /// <summary>One packet from far behind is a stray; a second in a row is a publisher that counts anew (RFC 3550 appendix A.1 decides in the same way).</summary>
    private Arrival OnFarBehind(long index)
    {
        if (!_wentBack)
        {
            _wentBack = true;
            return Arrival.Duplicate;
        }

        _wentBack = false;
        _count = 0;
        _deadline = MonotonicTime.Never;
        _highest = index < 65536 ? index + 65536 : index;
        KeyframeWanted = true;
        return Arrival.Newest;
    }

    private int Find(long index)
    {
        int low = 0, high = _count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = _missing[middle].Index;
            if (found == index)
                return middle;

            if (found < index)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    private bool Remove(long index)
    {
        var found = Find(index);
        if (found < 0)
            return false;

        _missing.AsSpan(found + 1, _count - found - 1).CopyTo(_missing.AsSpan(found));
        _count--;
        if (_count == 0)
            _deadline = MonotonicTime.Never;

        return true;
    }

    private struct Missing
    {
        public long Index;
        public MonotonicTime Since;
        public MonotonicTime DueAt;
        public int Tries;
    }
}
