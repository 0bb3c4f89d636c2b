using System.Buffers.Binary;

namespace SessionRelay.Rtp;

/// <summary>One earlier packet's payload in a <see cref="RedPayload"/>.</summary>
internal readonly ref struct RedBlock(byte payloadType, int timestampOffset, ReadOnlySpan<byte> data)
{
    /// <summary>0 to 127.</summary>
    public byte PayloadType { get; } = payloadType;

    /// <summary>How much earlier than the packet it was captured, in timestamp units: 0 to 16,383.</summary>
    public int TimestampOffset { get; } = timestampOffset;

    /// <summary>0 to 1,023 bytes.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;
}

/// <summary>
/// A view over the payload of a packet that carries earlier sound again (RFC 2198 section 3): blocks of earlier packets, oldest first, and its own sound last.
/// Validated once by <see cref="TryParse"/>; nothing here throws on bytes from the network, copies or allocates.
/// </summary>
internal readonly ref struct RedPayload
{
    /// <summary>Blocks of earlier packets. Chromium sends one, and at most nine.</summary>
    public const int MaxRedundant = 9;

    private const int RedundantHeaderLength = 4;
    private const int PrimaryHeaderLength = 1;
    private const byte MoreFollow = 0x80;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _primaryOffset;

    private RedPayload(ReadOnlySpan<byte> bytes, int redundantCount, int primaryOffset)
    {
        _bytes = bytes;
        RedundantCount = redundantCount;
        _primaryOffset = primaryOffset;
    }

    /// <summary>0 to <see cref="MaxRedundant"/>.</summary>
    public int RedundantCount { get; }

    /// <summary>0 to 127.</summary>
    public byte PrimaryPayloadType => (byte)(_bytes[RedundantCount * RedundantHeaderLength] & 0x7F);

    /// <summary>The packet's own sound; empty when there is none.</summary>
    public ReadOnlySpan<byte> Primary => _bytes[_primaryOffset..];

    /// <summary>False when a header or a block goes beyond the end, or there are more than <see cref="MaxRedundant"/> earlier blocks.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out RedPayload red)
    {
        red = default;
        var count = 0;
        var data = 0;
        var header = 0;
        while (header < payload.Length && (payload[header] & MoreFollow) != 0)
        {
            if (count == MaxRedundant || payload.Length - header < RedundantHeaderLength)
                return false;
            data += LengthOf(payload[header..]);
            header += RedundantHeaderLength;
            count++;
        }

        var primary = header + PrimaryHeaderLength + data;
        if (primary > payload.Length)
            return false;
        red = new RedPayload(payload, count, primary);
        return true;
    }

    /// <summary>An earlier packet's block.</summary>
    /// <param name="index">From 0, the oldest, to <see cref="RedundantCount"/> − 1.</param>
    public RedBlock Redundant(int index)
    {
        var offset = (RedundantCount * RedundantHeaderLength) + PrimaryHeaderLength;
        for (var before = 0; before < index; before++)
            offset += LengthOf(_bytes[(before * RedundantHeaderLength)..]);
        var header = _bytes.Slice(index * RedundantHeaderLength, RedundantHeaderLength);
        return new RedBlock((byte)(header[0] & 0x7F), BinaryPrimitives.ReadUInt16BigEndian(header[1..]) >> 2, _bytes.Slice(offset, LengthOf(header)));
    }

    private static int LengthOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt16BigEndian(header[2..]) & 0x3FF;
}
