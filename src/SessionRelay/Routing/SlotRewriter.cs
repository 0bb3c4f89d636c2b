using SessionRelay.Rtp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Makes one unbroken stream of the sources that a slot shows one after another: sequence numbers, timestamps and VP8 ids go on without a gap, packets that only pad leave
/// no hole, late packets of the current source get the place that was kept for them, and those of a source that is no longer shown are refused.
/// Use: <see cref="Switch"/> when the slot changes its source (or goes on after a pause), then <see cref="TryRewrite"/> for each of its packets; video begins with the first packet of a key frame.
/// Not thread safe, allocates nothing per packet.
/// </summary>
internal sealed class SlotRewriter
{
    private const int MaxGap = 3000; // packets; RFC 3550 appendix A.1's MAX_DROPOUT: a wider gap is a source that counts anew

    private readonly SequenceMapper _sequence = new();
    private readonly SlotTimeline _timeline;
    private Vp8Continuity? _vp8;
    private int _source = -1;
    private bool _sameCapture;
    private bool _begun;
    private bool _wentBack;
    private long _last;

    /// <param name="firstSequenceNumber">
    /// 1 to 32767: near the wrap the loss of the first packets would leave both sides with different rollover counters (RFC 3711 section 3.3.1). Random, as RFC 3550 section 5.1 asks.
    /// </param>
    /// <param name="firstTimestamp">Random.</param>
    public SlotRewriter(ushort firstSequenceNumber, uint firstTimestamp)
    {
        ArgumentOutOfRangeException.ThrowIfZero(firstSequenceNumber);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstSequenceNumber, (ushort)short.MaxValue);
        _last = firstSequenceNumber - 1;
        _timeline = new SlotTimeline(firstTimestamp);
    }

    /// <summary>Whether a packet of the current source has gone out since it was switched to.</summary>
    public bool HasBegun => _begun;

    /// <summary>Slot timestamp minus source timestamp, modulo 2³²; for sender reports, once <see cref="HasBegun"/>.</summary>
    public uint TimestampOffset => _timeline.Offset;

    /// <summary>From now on the slot shows <paramref name="source"/>; the next packet of it that has a payload goes out next.</summary>
    /// <param name="source">The caller's number for a publisher's stream (each layer has its own); 0 or more.</param>
    /// <param name="sameCapture">The source is another layer of the same camera: timestamps are aligned by capture times where those are known.</param>
    public void Switch(int source, bool sameCapture = false)
    {
        _source = source;
        _sameCapture = sameCapture;
        _begun = false;
        _wentBack = false;
    }

    /// <summary>
    /// Decides what a packet goes out with. False when it is not to go out: another source's, only padding, from before the switch, or left out before.
    /// Duplicates are the caller's to drop (<see cref="NackGenerator.OnPacket"/> tells them).
    /// </summary>
    /// <param name="vp8">The packet's descriptor, or default when it is not VP8.</param>
    /// <param name="clockRate">Of its payload type, in Hz; over 0.</param>
    /// <param name="capturedAt">From <see cref="SenderReportClock"/>, or never when not known.</param>
    public bool TryRewrite(
        int source, in RtpPacket packet, in Vp8PayloadDescriptor vp8, int clockRate, MonotonicTime now, MonotonicTime capturedAt, out SlotPacket rewritten)
    {
        rewritten = default;
        if (source != _source || !TryPlace(packet.SequenceNumber, out var index))
            return false;

        var isEmpty = packet.Payload.IsEmpty;
        if (!_begun)
        {
            if (isEmpty)
                return false;

            Begin(index, packet, vp8, clockRate, now, capturedAt);
        }
        else if (isEmpty && _sequence.TryLeaveOut(index))
        {
            return false;
        }

        var isNewest = index > _sequence.Highest;
        if (!_sequence.TryMap(index, out var mapped))
            return false;

        ushort pictureId = 0;
        byte tl0PicIdx = 0, keyIdx = 0;
        if (vp8.Length > 0 && _vp8 is not null && !_vp8.TryMap(vp8, isNewest, out pictureId, out tl0PicIdx, out keyIdx))
            return false;

        _last = Math.Max(_last, mapped);
        var timestamp = _timeline.Map(index, isNewest, packet.Timestamp, clockRate, now, capturedAt);
        rewritten = new SlotPacket(timestamp, (ushort)mapped, pictureId, tl0PicIdx, keyIdx, isEmpty);
        return true;
    }

    /// <summary>
    /// Takes note of a packet of the current source that is not forwarded on purpose (silence of a muted microphone, a temporal layer), so that it makes no hole.
    /// Of a frame that is left out, every packet is. False when the packet is late, so that its place is kept already: sending it is better than a hole.
    /// </summary>
    public bool LeaveOut(int source, in RtpPacket packet, in Vp8PayloadDescriptor vp8)
    {
        if (source != _source || !_begun || !TryPlace(packet.SequenceNumber, out var index) || !_begun)
            return true;

        if (!_sequence.TryLeaveOut(index))
            return false;

        if (vp8.Length > 0)
            _vp8?.LeaveOut(vp8);

        return true;
    }

    private bool TryPlace(ushort sequenceNumber, out long index)
    {
        index = sequenceNumber + 65536L;
        if (!_begun)
            return true;

        var unwrapped = Wrap.Unwrap(sequenceNumber, _sequence.Highest);
        var gap = unwrapped - _sequence.Highest;
        if (gap < -MaxGap && !_wentBack)
        {
            _wentBack = true;
            return false;
        }

        _wentBack = false;
        if (gap is < -MaxGap or > MaxGap)
            _begun = false;
        else
            index = unwrapped;

        return true;
    }

    private void Begin(long index, in RtpPacket packet, in Vp8PayloadDescriptor vp8, int clockRate, MonotonicTime now, MonotonicTime capturedAt)
    {
        _begun = true;
        _sequence.Start(index, _last + 1);
        _timeline.Start(index, packet.Timestamp, clockRate, now, capturedAt, _sameCapture);
        _sameCapture = false;
        if (vp8.Length > 0)
            (_vp8 ??= new Vp8Continuity()).Start(vp8);
    }
}
