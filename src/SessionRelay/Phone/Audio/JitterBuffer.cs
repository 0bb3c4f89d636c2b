using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Phone.Audio;

/// <summary>What a frame out of a <see cref="JitterBuffer"/> is made of.</summary>
internal enum FrameKind
{
    /// <summary>Zeros: nothing has come for a while, or ever.</summary>
    Silence,

    /// <summary>Some or all of it is missing and was filled.</summary>
    Concealed,

    /// <summary>All of it came.</summary>
    Played,
}

/// <summary>
/// Takes a stream of G.711 packets as they come and gives a frame every 20 ms. It is as deep as the path's jitter asks for (<see cref="JitterEstimate"/>), puts packets in
/// order by their timestamps whatever their length, conceals what is missing (<see cref="Concealer"/>) and follows the sender's clock (<see cref="TimeScaler"/>).
/// A pause of the sender (silence suppression) is silence; timestamps that jump, another SSRC or another path begin a new timeline after three packets, or at once out of silence.
/// One shard's thread; any bytes are harmless, memory is fixed, and nothing is allocated.
/// </summary>
internal sealed class JitterBuffer
{
    /// <summary>Samples that are kept, 512 ms: what is accepted ahead and the longest packet. A power of two.</summary>
    private const int Capacity = 4096;

    /// <summary>The longest packet: 120 ms. Phones send 10 to 60.</summary>
    private const int MaxPacket = 960;

    /// <summary>Samples (350 ms) that a packet may be ahead of what is played: the greatest hold, and a path that got quicker.</summary>
    private const int MaxAhead = JitterEstimate.MaxHold + 1200;

    /// <summary>Samples (300 ms): from here on a queue is jumped over instead of shortened bit by bit.</summary>
    private const int MaxDelay = JitterEstimate.MaxHold + 800;

    /// <summary>Packets in a row that don't fit until they are believed: one may be stray, three are a new timeline.</summary>
    private const int MaxStrange = 3;

    /// <summary>Frames between two changes of the depth, so that nobody hears them: 100 ms.</summary>
    private const int CalmFrames = 5;

    /// <summary>Samples that the delay may be off before it is changed: 15 ms too long (nobody notices), 2 ms too short (packets are late). More than a stretch between them, so that it doesn't swing.</summary>
    private const int TooLong = TimeScaler.MaxStretch;
    private const int TooShort = 16;

    /// <summary>Sequence numbers back that are remembered to tell duplicates; what is older is late anyway.</summary>
    private const int Remembered = 64;

    private readonly short[] _samples = new short[Capacity];
    private readonly bool[] _isThere = new bool[Capacity];
    private readonly short[] _scaled = new short[G711.FrameSamples + TimeScaler.MaxStretch];
    private readonly JitterEstimate _estimate = new();
    private readonly Concealer _concealer = new();
    private bool _hasTimeline;
    private bool _isFresh;
    private uint _ssrc;
    private ushort _newestNumber;
    private ulong _seen;
    private long _next;
    private long _end;
    private int _strange;
    private int _calm;

    /// <summary>How long the quickest packets are held back now.</summary>
    public TimeSpan Delay { get; private set; }

    /// <summary>How long they should be, by the jitter seen: 20 to 200 ms.</summary>
    public TimeSpan Target => TimeSpan.FromTicks(_estimate.Hold * G711.TicksPerSample);

    /// <summary>Frames that had to be filled, wholly or in part.</summary>
    public int Concealed { get; private set; }

    /// <summary>Packets that came after their time, twice, or did not fit.</summary>
    public int Discarded { get; private set; }

    /// <summary>Timelines begun; 1 in a call without trouble.</summary>
    public int Timelines { get; private set; }

    /// <summary>Frames that were played faster or slower.</summary>
    public int Scaled { get; private set; }

    /// <summary>Takes a packet whose payload type is the law's.</summary>
    public void Write(in RtpPacket packet, G711Law law, MonotonicTime now)
    {
        var codes = packet.Payload;
        if (codes.IsEmpty || codes.Length > MaxPacket)
        {
            Discarded += codes.IsEmpty ? 0 : 1;
            return;
        }

        var timestamp = _hasTimeline ? Wrap.Unwrap(packet.Timestamp, _end) : packet.Timestamp;
        var transit = UnitsOf(now) - timestamp;
        if (!_hasTimeline)
        {
            Begin(packet, timestamp, transit, now);
        }
        else if (packet.Ssrc == _ssrc && IsSeen(packet.SequenceNumber))
        {
            Discarded++;
            return;
        }
        else if (!Fits(packet, timestamp, codes.Length))
        {
            // Late packets are what the depth has to grow for; one that is not even the newest is no sign of another timeline.
            var isBehind = packet.Ssrc == _ssrc && timestamp < _next && timestamp > _next - Capacity;
            if (isBehind)
                _estimate.OnPacket(transit, now);
            var isLate = isBehind && Wrap.Difference(packet.SequenceNumber, _newestNumber) is <= 0 and > -Remembered;
            _strange += isLate ? 0 : 1;
            if (isLate || (_strange < MaxStrange && !_concealer.IsSilent))
            {
                Remember(packet);
                Discarded++;
                return;
            }

            Begin(packet, timestamp, transit, now);
        }
        else
        {
            _estimate.OnPacket(transit, now);
        }

        _strange = 0;
        Remember(packet);
        Keep(law, codes, timestamp);
    }

    /// <summary>The next frame. Call every 20 ms of the caller's time.</summary>
    /// <param name="frame">160 samples, all of them written.</param>
    /// <param name="now">The moment that the frame is due, rather than when it is asked for: the calls' own jitter is none of the path's.</param>
    public FrameKind Read(Span<short> frame, MonotonicTime now)
    {
        if (!_hasTimeline)
        {
            frame.Clear();
            return FrameKind.Silence;
        }

        var delay = UnitsOf(now) - _next - _estimate.Quickest;
        var isDry = _end <= _next;
        if (_isFresh || delay is > MaxDelay or < 0 || (isDry && _concealer.IsSilent))
        {
            // Nobody hears a jump in silence; what was played is never played again.
            if (!_isFresh && !_concealer.IsSilent)
                _concealer.Break();
            JumpTo(Math.Max(_next + delay - _estimate.Hold, _isFresh ? long.MinValue : Math.Min(_next, _end)));
            delay = UnitsOf(now) - _next - _estimate.Quickest;
            isDry = _end <= _next;
            _isFresh = false;
        }

        Delay = TimeSpan.FromTicks(delay * G711.TicksPerSample);
        if (isDry && _concealer.IsSilent)
        {
            frame.Clear();
            _next += G711.FrameSamples;
            return FrameKind.Silence;
        }

        var present = CountPresent();
        if (present >= G711.FrameSamples)
        {
            PlayFrame(frame, present, delay);
            return FrameKind.Played;
        }

        // The next packet is late rather than lost as long as the buffer is too shallow for the path: it gets the time.
        if (isDry && delay + G711.FrameSamples <= _estimate.Hold)
        {
            _concealer.Fill(frame);
            Concealed++;
            return FrameKind.Concealed;
        }

        return FillHoles(frame);
    }

    /// <summary>Forgets the stream, but not what was learned of the path.</summary>
    public void Reset()
    {
        _hasTimeline = false;
        _isThere.AsSpan().Clear();
        _concealer.Reset();
    }

    private static long UnitsOf(MonotonicTime now) => now.Ticks / G711.TicksPerSample;

    private bool Fits(in RtpPacket packet, long timestamp, int length) =>
        packet.Ssrc == _ssrc && timestamp + length > _next && timestamp <= _next + MaxAhead;

    private bool IsSeen(ushort number)
    {
        var behind = Wrap.Difference(_newestNumber, number);
        return behind is >= 0 and < Remembered && (_seen & (1ul << behind)) != 0;
    }

    private void Remember(in RtpPacket packet)
    {
        if (packet.Ssrc != _ssrc)
            return;
        var number = packet.SequenceNumber;
        var ahead = Wrap.Difference(number, _newestNumber);
        if (ahead is > 0 and < Remembered)
            _seen = (_seen << ahead) | 1;
        else if (ahead is <= 0 and > -Remembered)
            _seen |= 1ul << -ahead;
        else
            _seen = 1;
        if (ahead is > 0 or <= -Remembered)
            _newestNumber = number;
    }

    private void Begin(in RtpPacket packet, long timestamp, long transit, MonotonicTime now)
    {
        if (_hasTimeline && !_concealer.IsSilent)
            _concealer.Break();
        _isThere.AsSpan().Clear();
        _estimate.Rebase(transit, now);
        _hasTimeline = true;
        _isFresh = true;
        _ssrc = packet.Ssrc;
        _newestNumber = packet.SequenceNumber;
        _seen = 0;
        _next = timestamp - _estimate.Hold;
        _end = timestamp;
        Timelines++;
    }

    private void Keep(G711Law law, ReadOnlySpan<byte> codes, long timestamp)
    {
        for (var i = (int)Math.Max(0, _next - timestamp); i < codes.Length; i++)
        {
            var index = (int)(timestamp + i) & (Capacity - 1);
            _samples[index] = G711.Decode(law, codes[i]);
            _isThere[index] = true;
        }

        _end = Math.Max(_end, timestamp + codes.Length);
    }

    /// <summary>Goes on from another sample; what is skipped is forgotten.</summary>
    private void JumpTo(long next)
    {
        if (next - _next >= Capacity)
            _isThere.AsSpan().Clear();
        for (; _next < next && next - _next < Capacity; _next++)
            _isThere[(int)_next & (Capacity - 1)] = false;
        _next = next;
    }

    private int CountPresent()
    {
        var count = 0;
        while (count < _scaled.Length && _isThere[(int)(_next + count) & (Capacity - 1)])
            count++;
        return count;
    }

    private void PlayFrame(Span<short> frame, int present, long delay)
    {
        for (var i = 0; i < present; i++)
            _scaled[i] = _samples[(int)(_next + i) & (Capacity - 1)];
        var used = frame.Length;
        if (_calm > 0)
        {
            _calm--;
            _scaled.AsSpan(0, used).CopyTo(frame);
        }
        else if (delay > _estimate.Hold + TooLong && present == _scaled.Length)
        {
            used = TimeScaler.Shorten(_scaled, frame);
        }
        else if (delay < _estimate.Hold - TooShort)
        {
            used = TimeScaler.Lengthen(_scaled, frame);
        }
        else
        {
            _scaled.AsSpan(0, used).CopyTo(frame);
        }

        if (used != frame.Length)
        {
            _calm = CalmFrames;
            Scaled++;
        }

        _concealer.Play(frame);
        JumpTo(_next + used);
    }

    private FrameKind FillHoles(Span<short> frame)
    {
        var wasSilent = _concealer.IsSilent;
        var heard = false;
        for (var from = 0; from < frame.Length;)
        {
            var isThere = _isThere[(int)(_next + from) & (Capacity - 1)];
            var to = from;
            for (; to < frame.Length && _isThere[(int)(_next + to) & (Capacity - 1)] == isThere; to++)
                frame[to] = isThere ? _samples[(int)(_next + to) & (Capacity - 1)] : (short)0;
            if (isThere)
                _concealer.Play(frame[from..to]);
            else
                _concealer.Fill(frame[from..to]);
            heard |= isThere;
            from = to;
        }

        JumpTo(_next + frame.Length);
        if (wasSilent && !heard)
            return FrameKind.Silence;
        Concealed++;
        return FrameKind.Concealed;
    }
}
