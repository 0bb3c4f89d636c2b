using System.Buffers.Binary;

namespace SessionRelay.Rtcp;

/// <summary>A sender report. RFC 3550 section 6.4.1.</summary>
internal readonly ref struct SenderReport
{
    private const int InfoLength = 24;

    private readonly ReadOnlySpan<byte> _body;

    private SenderReport(ReadOnlySpan<byte> body, int count)
    {
        _body = body;
        Blocks = new ReportBlockList(body.Slice(InfoLength, count * ReportBlock.Length));
    }

    public uint SenderSsrc => BinaryPrimitives.ReadUInt32BigEndian(_body);

    /// <summary>When the report was sent, on the sender's clock: 32.32 seconds. 0 when the sender has no clock.</summary>
    public ulong NtpTime => BinaryPrimitives.ReadUInt64BigEndian(_body[4..]);

    /// <summary>The same moment in the stream's timestamp units.</summary>
    public uint RtpTimestamp => BinaryPrimitives.ReadUInt32BigEndian(_body[12..]);

    public uint PacketCount => BinaryPrimitives.ReadUInt32BigEndian(_body[16..]);

    /// <summary>Payload bytes.</summary>
    public uint OctetCount => BinaryPrimitives.ReadUInt32BigEndian(_body[20..]);

    public ReportBlockList Blocks { get; }

    /// <summary>False when it is another type, or shorter than its block count says. Profile extensions after the blocks are ignored.</summary>
    public static bool TryParse(in RtcpPacket packet, out SenderReport report)
    {
        report = default;
        if (packet.Type != RtcpPacketType.SenderReport || packet.Body.Length < InfoLength + (packet.Count * ReportBlock.Length))
            return false;

        report = new SenderReport(packet.Body, packet.Count);
        return true;
    }
}

/// <summary>A receiver report. RFC 3550 section 6.4.2.</summary>
internal readonly ref struct ReceiverReport
{
    private const int InfoLength = 4;

    private ReceiverReport(ReadOnlySpan<byte> body, int count)
    {
        SenderSsrc = BinaryPrimitives.ReadUInt32BigEndian(body);
        Blocks = new ReportBlockList(body.Slice(InfoLength, count * ReportBlock.Length));
    }

    public uint SenderSsrc { get; }

    public ReportBlockList Blocks { get; }

    /// <summary>False when it is another type, or shorter than its block count says.</summary>
    public static bool TryParse(in RtcpPacket packet, out ReceiverReport report)
    {
        report = default;
        if (packet.Type != RtcpPacketType.ReceiverReport || packet.Body.Length < InfoLength + (packet.Count * ReportBlock.Length))
            return false;

        report = new ReceiverReport(packet.Body, packet.Count);
        return true;
    }
}
