using System.Buffers.Binary;

namespace SessionRelay.Rtcp;

/// <summary>FMT values of feedback packets.</summary>
internal static class FeedbackFormat
{
    /// <summary>Of transport feedback (205): generic NACK, RFC 4585 section 6.2.1.</summary>
    public const byte Nack = 1;

    /// <summary>Of transport feedback (205): draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1.</summary>
    public const byte TransportWide = 15;

    /// <summary>Of payload feedback (206): RFC 4585 section 6.3.1.</summary>
    public const byte PictureLossIndication = 1;

    /// <summary>Of payload feedback (206): RFC 5104 section 4.3.1.</summary>
    public const byte FullIntraRequest = 4;
}

/// <summary>Generic NACK: packets that the sender of it misses. RFC 4585 section 6.2.1. Iterate it for the sequence numbers.</summary>
internal readonly ref struct Nack
{
    private readonly ReadOnlySpan<byte> _body;

    private Nack(ReadOnlySpan<byte> body) => _body = body;

    public uint SenderSsrc => BinaryPrimitives.ReadUInt32BigEndian(_body);

    public uint MediaSsrc => BinaryPrimitives.ReadUInt32BigEndian(_body[4..]);

    /// <summary>False when it is another type or format, or has no PID/BLP pair.</summary>
    public static bool TryParse(in RtcpPacket packet, out Nack nack)
    {
        nack = default;
        if (packet.Type != RtcpPacketType.TransportFeedback || packet.Count != FeedbackFormat.Nack || packet.Body.Length < 12)
            return false;

        nack = new Nack(packet.Body[..(packet.Body.Length & ~3)]);
        return true;
    }

    public Enumerator GetEnumerator() => new(_body[8..]);

    /// <summary>Gives PID, then PID + i + 1 for each bit i of the BLP.</summary>
    internal ref struct Enumerator(ReadOnlySpan<byte> pairs)
    {
        private ReadOnlySpan<byte> _pairs = pairs;
        private ushort _packetId;
        private int _bits;
        private int _offset;

        public ushort Current { get; private set; }

        public bool MoveNext()
        {
            if (_bits == 0)
            {
                if (_pairs.Length < 4)
                    return false;

                _packetId = BinaryPrimitives.ReadUInt16BigEndian(_pairs);
                _bits = BinaryPrimitives.ReadUInt16BigEndian(_pairs[2..]);
                _offset = 1;
                _pairs = _pairs[4..];
                Current = _packetId;
                return true;
            }

            var skip = System.Numerics.BitOperations.TrailingZeroCount(_bits);
            _offset += skip;
            _bits >>= skip + 1;
            Current = (ushort)(_packetId + _offset++);
            return true;
        }
    }
}

/// <summary>Picture loss indication: the sender of it needs a key frame. RFC 4585 section 6.3.1.</summary>
internal readonly record struct PictureLossIndication(uint SenderSsrc, uint MediaSsrc)
{
    public static bool TryParse(in RtcpPacket packet, out PictureLossIndication indication)
    {
        indication = default;
        if (packet.Type != RtcpPacketType.PayloadFeedback || packet.Count != FeedbackFormat.PictureLossIndication || packet.Body.Length < 8)
            return false;

        indication = new PictureLossIndication(BinaryPrimitives.ReadUInt32BigEndian(packet.Body), BinaryPrimitives.ReadUInt32BigEndian(packet.Body[4..]));
        return true;
    }
}

/// <summary>Full intra requests. RFC 5104 section 4.3.1: the streams are in the entries, the media SSRC of the header is unused.</summary>
internal readonly ref struct FullIntraRequest
{
    private const int EntryLength = 8;

    private readonly ReadOnlySpan<byte> _body;

    private FullIntraRequest(ReadOnlySpan<byte> body) => _body = body;

    public uint SenderSsrc => BinaryPrimitives.ReadUInt32BigEndian(_body);

    /// <summary>How many entries: 1 or more.</summary>
    public int Count => (_body.Length - 8) / EntryLength;

    /// <summary>The stream of an entry, and its command number (a repeat of the last one is the same request).</summary>
    public (uint Ssrc, byte CommandNumber) this[int index]
    {
        get
        {
            var entry = _body.Slice(8 + (index * EntryLength), EntryLength);
            return (BinaryPrimitives.ReadUInt32BigEndian(entry), entry[4]);
        }
    }

    public static bool TryParse(in RtcpPacket packet, out FullIntraRequest request)
    {
        request = default;
        if (packet.Type != RtcpPacketType.PayloadFeedback || packet.Count != FeedbackFormat.FullIntraRequest || packet.Body.Length < 8 + EntryLength)
            return false;

        request = new FullIntraRequest(packet.Body);
        return true;
    }
}
