using System.Buffers.Binary;

namespace SessionRelay.Rtcp;

/// <summary>SDES items (RFC 3550 section 6.5), walked in order: <c>while (items.TryRead(…))</c>.</summary>
internal ref struct SourceDescription
{
    /// <summary>The canonical name's item type.</summary>
    public const byte CnameType = 1;

    private ReadOnlySpan<byte> _rest;
    private int _chunksLeft;
    private bool _inChunk;
    private uint _ssrc;

    private SourceDescription(ReadOnlySpan<byte> body, int chunks)
    {
        _rest = body;
        _chunksLeft = chunks;
    }

    /// <summary>False when it is another type. What the chunks hold is checked while they are walked.</summary>
    public static bool TryParse(in RtcpPacket packet, out SourceDescription items)
    {
        items = default;
        if (packet.Type != RtcpPacketType.SourceDescription)
            return false;

        items = new SourceDescription(packet.Body, packet.Count);
        return true;
    }

    /// <summary>The next item; false at the end or where an item goes beyond it.</summary>
    public bool TryRead(out uint ssrc, out byte type, out ReadOnlySpan<byte> value)
    {
        value = default;
        type = 0;
        ssrc = 0;
        while (true)
        {
            if (!_inChunk)
            {
                if (_chunksLeft == 0 || !BinaryPrimitives.TryReadUInt32BigEndian(_rest, out _ssrc))
                    return false;

                _chunksLeft--;
                _rest = _rest[4..];
                _inChunk = true;
            }

            if (_rest.IsEmpty)
                return false;

            if (_rest[0] == 0)
            {
                // The items end with 1 to 4 null bytes, up to the next word; the body itself is whole words, so what is left tells the alignment.
                _rest = _rest[(((_rest.Length - 1) % 4) + 1)..];
                _inChunk = false;
                continue;
            }

            if (_rest.Length < 2 || _rest.Length < 2 + _rest[1])
            {
                _rest = default;
                _chunksLeft = 0;
                _inChunk = false;
                return false;
            }

            ssrc = _ssrc;
            type = _rest[0];
            value = _rest.Slice(2, _rest[1]);
            _rest = _rest[(2 + value.Length)..];
            return true;
        }
    }
}

/// <summary>BYE: sources that are gone. RFC 3550 section 6.6.</summary>
internal readonly ref struct Bye
{
    private readonly ReadOnlySpan<byte> _body;

    private Bye(ReadOnlySpan<byte> body, int count, ReadOnlySpan<byte> reason)
    {
        _body = body;
        Count = count;
        Reason = reason;
    }

    /// <summary>How many SSRCs: 0 to 31.</summary>
    public int Count { get; }

    /// <summary>UTF-8, possibly empty. From the network: never to be logged as it is.</summary>
    public ReadOnlySpan<byte> Reason { get; }

    /// <summary>The SSRC at an index below <see cref="Count"/>.</summary>
    public uint this[int index] => BinaryPrimitives.ReadUInt32BigEndian(_body[(index * 4)..]);

    /// <summary>False when it is another type or shorter than its counts say.</summary>
    public static bool TryParse(in RtcpPacket packet, out Bye bye)
    {
        bye = default;
        var sources = packet.Count * 4;
        if (packet.Type != RtcpPacketType.Bye || packet.Body.Length < sources)
            return false;

        var reason = packet.Body[sources..];
        if (!reason.IsEmpty)
        {
            if (reason.Length < 1 + reason[0])
                return false;

            reason = reason.Slice(1, reason[0]);
        }

        bye = new Bye(packet.Body, packet.Count, reason);
        return true;
    }
}
