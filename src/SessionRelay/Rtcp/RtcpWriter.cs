using System.Buffers.Binary;

namespace SessionRelay.Rtcp;

/// <summary>
/// Appends RTCP packets to a span, which becomes a compound (RFC 3550 section 6.1). Each method returns false, with <see cref="Length"/> as it was, when there
/// is no room or a count is more than the format holds.
/// </summary>
internal ref struct RtcpWriter(Span<byte> destination)
{
    /// <summary>Five bits count blocks, chunks and sources (RFC 3550 section 6.4.1).</summary>
    public const int MaxCount = 31;

    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>RFC 3550 section 6.4.1.</summary>
    public bool TrySenderReport(uint senderSsrc, ulong ntpTime, uint rtpTimestamp, uint packetCount, uint octetCount, scoped ReadOnlySpan<ReportBlock> blocks = default)
    {
        if (blocks.Length > MaxCount || !TryBegin(RtcpPacketType.SenderReport, blocks.Length, 24 + (blocks.Length * ReportBlock.Length), out var body))
            return false;

        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], ntpTime);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], rtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(body[16..], packetCount);
        BinaryPrimitives.WriteUInt32BigEndian(body[20..], octetCount);
        WriteBlocks(body[24..], blocks);
        return true;
    }

    /// <summary>RFC 3550 section 6.4.2. Without blocks it is the empty report with which a compound begins.</summary>
    public bool TryReceiverReport(uint senderSsrc, scoped ReadOnlySpan<ReportBlock> blocks = default)
    {
        if (blocks.Length > MaxCount || !TryBegin(RtcpPacketType.ReceiverReport, blocks.Length, 4 + (blocks.Length * ReportBlock.Length), out var body))
            return false;

        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        WriteBlocks(body[4..], blocks);
        return true;
    }

    /// <summary>One SDES chunk with the canonical name, at most 255 bytes of UTF-8. RFC 3550 section 6.5.1.</summary>
    public bool TryCname(uint ssrc, scoped ReadOnlySpan<byte> cname)
    {
        if (cname.Length > byte.MaxValue)
            return false;

        // At least one null byte ends the items; then up to the next word.
        var length = (4 + 2 + cname.Length + 1 + 3) & ~3;
        if (!TryBegin(RtcpPacketType.SourceDescription, 1, length, out var body))
            return false;

        body.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(body, ssrc);
        body[4] = SourceDescription.CnameType;
        body[5] = (byte)cname.Length;
        cname.CopyTo(body[6..]);
        return true;
    }

    /// <summary>RFC 3550 section 6.6, without a reason.</summary>
    public bool TryBye(scoped ReadOnlySpan<uint> sources)
    {
        if (sources.Length > MaxCount || !TryBegin(RtcpPacketType.Bye, sources.Length, sources.Length * 4, out var body))
            return false;

        for (var i = 0; i < sources.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(body[(i * 4)..], sources[i]);

        return true;
    }

    /// <summary>
    /// Generic NACK, RFC 4585 section 6.2.1. <paramref name="missing"/> is in rising order (with wrap); each pair holds a packet and those of the 16 after it that are listed.
    /// An empty list writes nothing and is false.
    /// </summary>
    public bool TryNack(uint senderSsrc, uint mediaSsrc, scoped ReadOnlySpan<ushort> missing)
    {
        var pairs = CountPairs(missing);
        if (pairs == 0 || !TryBeginFeedback(RtcpPacketType.TransportFeedback, FeedbackFormat.Nack, senderSsrc, mediaSsrc, pairs * 4, out var body))
            return false;

        for (var i = 0; i < missing.Length;)
        {
            var first = missing[i++];
            var following = 0;
            while (i < missing.Length && (ushort)(missing[i] - first - 1) < 16)
                following |= 1 << (ushort)(missing[i++] - first - 1);

            BinaryPrimitives.WriteUInt16BigEndian(body, first);
            BinaryPrimitives.WriteUInt16BigEndian(body[2..], (ushort)following);
            body = body[4..];
        }

        return true;
    }

    /// <summary>RFC 4585 section 6.3.1.</summary>
    public bool TryPictureLossIndication(uint senderSsrc, uint mediaSsrc) =>
        TryBeginFeedback(RtcpPacketType.PayloadFeedback, FeedbackFormat.PictureLossIndication, senderSsrc, mediaSsrc, 0, out _);

    /// <summary>RFC 5104 section 4.3.1. A new request has a new <paramref name="commandNumber"/>, a repeat the same.</summary>
    public bool TryFullIntraRequest(uint senderSsrc, uint mediaSsrc, byte commandNumber)
    {
        if (!TryBeginFeedback(RtcpPacketType.PayloadFeedback, FeedbackFormat.FullIntraRequest, senderSsrc, 0, 8, out var body))
            return false;

        body.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(body, mediaSsrc);
        body[4] = commandNumber;
        return true;
    }

    /// <summary>
    /// Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1) on the packets from <paramref name="baseSequenceNumber"/> on.
    /// </summary>
    /// <param name="referenceTime">In units of 64 ms; the low 24 bits are sent.</param>
    /// <param name="feedbackCount">Counts feedback packets, wrapping.</param>
    /// <param name="deltas">For each packet the arrival after the previous received one in 250 µs (−32768 to 32767), or <see cref="NotReceived"/>. 1 to 65,535.</param>
    public bool TryTransportFeedback(
        uint senderSsrc, uint mediaSsrc, ushort baseSequenceNumber, int referenceTime, byte feedbackCount, scoped ReadOnlySpan<int> deltas)
    {
        if (deltas.Length is 0 or > ushort.MaxValue)
            return false;

        var length = 8 + TransportFeedbackChunks.Measure(deltas);
        if (!TryBeginFeedback(RtcpPacketType.TransportFeedback, FeedbackFormat.TransportWide, senderSsrc, mediaSsrc, (length + 3) & ~3, out var body))
            return false;

        body.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(body, baseSequenceNumber);
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], (ushort)deltas.Length);
        BinaryPrimitives.WriteInt32BigEndian(body[4..], (referenceTime << 8) | feedbackCount);
        TransportFeedbackChunks.Write(body[8..], deltas);
        return true;
    }

    /// <summary>Stands for a packet that did not arrive, among the deltas of <see cref="TryTransportFeedback"/>.</summary>
    public const int NotReceived = int.MinValue;

    private static int CountPairs(scoped ReadOnlySpan<ushort> missing)
    {
        var pairs = 0;
        for (var i = 0; i < missing.Length; pairs++)
        {
            var first = missing[i++];
            while (i < missing.Length && (ushort)(missing[i] - first - 1) < 16)
                i++;
        }

        return pairs;
    }

    private static void WriteBlocks(Span<byte> destination, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        for (var i = 0; i < blocks.Length; i++)
            blocks[i].Write(destination[(i * ReportBlock.Length)..]);
    }

    private bool TryBeginFeedback(RtcpPacketType type, byte format, uint senderSsrc, uint mediaSsrc, int length, out Span<byte> body)
    {
        if (!TryBegin(type, format, 8 + length, out body))
            return false;

        BinaryPrimitives.WriteUInt32BigEndian(body, senderSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], mediaSsrc);
        body = body[8..];
        return true;
    }

    private bool TryBegin(RtcpPacketType type, int count, int bodyLength, out Span<byte> body)
    {
        body = default;
        if (_destination.Length - Length < 4 + bodyLength || bodyLength / 4 > ushort.MaxValue)
            return false;

        var packet = _destination.Slice(Length, 4 + bodyLength);
        packet[0] = (byte)(0x80 | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(bodyLength / 4));
        body = packet[4..];
        Length += packet.Length;
        return true;
    }
}
