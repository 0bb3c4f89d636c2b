using System.Buffers.Binary;

namespace SessionRelay.Rtcp;

/// <summary>RTCP packet types that the relay reads or writes (RFC 3550 section 12.1, RFC 4585 section 6.1).</summary>
internal enum RtcpPacketType : byte
{
    SenderReport = 200,
    ReceiverReport = 201,
    SourceDescription = 202,
    Bye = 203,
    TransportFeedback = 205,
    PayloadFeedback = 206,
}

/// <summary>One packet of a compound: its header read, its body still bytes.</summary>
internal readonly ref struct RtcpPacket(byte type, byte count, ReadOnlySpan<byte> body)
{
    public readonly RtcpPacketType Type = (RtcpPacketType)type;

    /// <summary>RC, SC or FMT, by the type: 0 to 31.</summary>
    public readonly byte Count = count;

    /// <summary>What follows the 4 bytes of the header, without padding.</summary>
    public readonly ReadOnlySpan<byte> Body = body;
}

/// <summary>
/// Walks the packets of a compound (RFC 3550 section 6.1) or reduced-size packet (RFC 5506). Stops at the first packet that is malformed, which
/// <see cref="IsMalformed"/> then tells; what came before it stands. Types that nobody knows are given out like others, to be skipped.
/// </summary>
internal ref struct RtcpReader(ReadOnlySpan<byte> compound)
{
    private const int HeaderLength = 4;

    private ReadOnlySpan<byte> _rest = compound;

    /// <summary>True once bytes were met that are no RTCP packet.</summary>
    public bool IsMalformed { get; private set; }

    public bool TryRead(out RtcpPacket packet)
    {
        packet = default;
        if (_rest.IsEmpty)
            return false;

        if (_rest.Length < HeaderLength || _rest[0] >> 6 != 2)
            return Refuse();

        var length = HeaderLength + (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) * 4);
        if (length > _rest.Length)
            return Refuse();

        var paddingLength = 0;
        if ((_rest[0] & 0x20) != 0)
        {
            paddingLength = _rest[length - 1];
            if (paddingLength == 0 || paddingLength > length - HeaderLength)
                return Refuse();
        }

        packet = new RtcpPacket(_rest[1], (byte)(_rest[0] & 0x1F), _rest[HeaderLength..(length - paddingLength)]);
        _rest = _rest[length..];
        return true;
    }

    private bool Refuse()
    {
        IsMalformed = true;
        _rest = default;
        return false;
    }
}
