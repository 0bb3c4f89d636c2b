using System.Buffers.Binary;

namespace SessionRelay.Rtp;

/// <summary>
/// The VP8 payload descriptor and the first bytes of the VP8 payload header (RFC 7741 sections 4.2 and 4.3), read from an RTP payload without padding.
/// </summary>
internal readonly struct Vp8PayloadDescriptor
{
    private readonly byte _pictureIdOffset;
    private readonly byte _tl0PicIdxOffset;
    private readonly byte _keyIdxOffset;

    private Vp8PayloadDescriptor(
        byte length, byte first, ushort pictureId, byte pictureIdBits, byte pictureIdOffset, byte tl0PicIdx, byte tl0PicIdxOffset, byte temporal, bool hasTemporalId, byte keyIdxOffset)
    {
        Length = length;
        IsNonReference = (first & 0x20) != 0;
        IsPartitionStart = (first & 0x10) != 0;
        PartitionIndex = (byte)(first & 0x07);
        PictureId = pictureId;
        PictureIdBits = pictureIdBits;
        _pictureIdOffset = pictureIdOffset;
        Tl0PicIdx = tl0PicIdx;
        _tl0PicIdxOffset = tl0PicIdxOffset;
        HasTemporalId = hasTemporalId;
        TemporalId = hasTemporalId ? (byte)(temporal >> 6) : (byte)0;
        IsLayerSync = hasTemporalId && (temporal & 0x20) != 0;
        _keyIdxOffset = keyIdxOffset;
        KeyIdx = keyIdxOffset == 0 ? (byte)0 : (byte)(temporal & 0x1F);
    }

    /// <summary>Bytes of the descriptor, 1 to 6; the VP8 payload header follows.</summary>
    public byte Length { get; }

    /// <summary>N: nothing refers to this frame.</summary>
    public bool IsNonReference { get; }

    /// <summary>S: a VP8 partition starts here.</summary>
    public bool IsPartitionStart { get; }

    /// <summary>PID, 0 to 7 (RFC 7741 names 3 bits).</summary>
    public byte PartitionIndex { get; }

    /// <summary>0 when there is none; else 0 to 127 or 0 to 32767, by <see cref="PictureIdBits"/>.</summary>
    public ushort PictureId { get; }

    /// <summary>0 (no picture id), 7 or 15.</summary>
    public byte PictureIdBits { get; }

    public bool HasPictureId => PictureIdBits != 0;

    public bool HasTl0PicIdx => _tl0PicIdxOffset != 0;

    public byte Tl0PicIdx { get; }

    public bool HasTemporalId { get; }

    /// <summary>TID, 0 to 3.</summary>
    public byte TemporalId { get; }

    /// <summary>Y: this frame depends only on the base layer.</summary>
    public bool IsLayerSync { get; }

    public bool HasKeyIdx => _keyIdxOffset != 0;

    /// <summary>KEYIDX, 0 to 31.</summary>
    public byte KeyIdx { get; }

    /// <summary>The first packet of a frame: S = 1 and PID = 0.</summary>
    public bool IsFrameStart => IsPartitionStart && PartitionIndex == 0;

    /// <summary>The first packet of a key frame: also P = 0 in the VP8 payload header (section 4.3).</summary>
    public bool IsKeyframeStart { get; private init; }

    /// <summary>Of a key frame's first packet, in pixels, 0 to 16383; 0 when the packet does not tell (RFC 6386 section 9.1).</summary>
    public ushort Width { get; private init; }

    public ushort Height { get; private init; }

    /// <summary>False when the payload ends before the descriptor does, or holds nothing after it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out Vp8PayloadDescriptor descriptor)
    {
        descriptor = default;
        if (payload.IsEmpty)
            return false;

        var first = payload[0];
        var position = 1;
        ushort pictureId = 0;
        byte pictureIdBits = 0, pictureIdOffset = 0, tl0PicIdx = 0, tl0PicIdxOffset = 0, temporal = 0, keyIdxOffset = 0;
        var hasTemporalId = false;
        if ((first & 0x80) != 0)
        {
            if (payload.Length < 2)
                return false;

            var extensions = payload[1];
            position = 2;
            if ((extensions & 0x80) != 0)
            {
                if (payload.Length <= position)
                    return false;

                pictureIdOffset = (byte)position;
                if ((payload[position] & 0x80) == 0)
                {
                    pictureIdBits = 7;
                    pictureId = payload[position++];
                }
                else
                {
                    if (payload.Length < position + 2)
                        return false;

                    pictureIdBits = 15;
                    pictureId = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(payload[position..]) & 0x7FFF);
                    position += 2;
                }
            }

            if ((extensions & 0x40) != 0)
            {
                if (payload.Length <= position)
                    return false;

                tl0PicIdxOffset = (byte)position;
                tl0PicIdx = payload[position++];
            }

            if ((extensions & 0x30) != 0)
            {
                if (payload.Length <= position)
                    return false;

                hasTemporalId = (extensions & 0x20) != 0;
                keyIdxOffset = (extensions & 0x10) != 0 ? (byte)position : (byte)0;
                temporal = payload[position++];
            }
        }

        if (payload.Length <= position)
            return false;

        var isKeyframeStart = (first & 0x17) == 0x10 && (payload[position] & 0x01) == 0;
        ReadDimensions(isKeyframeStart ? payload[position..] : default, out var width, out var height);
        descriptor = new Vp8PayloadDescriptor(
            (byte)position, first, pictureId, pictureIdBits, pictureIdOffset, tl0PicIdx, tl0PicIdxOffset, temporal, hasTemporalId, keyIdxOffset)
        {
            IsKeyframeStart = isKeyframeStart,
            Width = width,
            Height = height,
        };
        return true;
    }

    /// <summary>
    /// Writes other values into the fields that the descriptor has, in place and in their width: a 15-bit picture id stays 15 bits, of a 7-bit one the low bits are kept.
    /// <paramref name="payload"/> holds the bytes that this was read from.
    /// </summary>
    public void Rewrite(Span<byte> payload, ushort pictureId, byte tl0PicIdx, byte keyIdx)
    {
        if (PictureIdBits == 15)
            BinaryPrimitives.WriteUInt16BigEndian(payload[_pictureIdOffset..], (ushort)(0x8000 | pictureId));
        else if (PictureIdBits == 7)
            payload[_pictureIdOffset] = (byte)(pictureId & 0x7F);

        if (HasTl0PicIdx)
            payload[_tl0PicIdxOffset] = tl0PicIdx;

        if (HasKeyIdx)
            payload[_keyIdxOffset] = (byte)((payload[_keyIdxOffset] & 0xE0) | (keyIdx & 0x1F));
    }

    private static void ReadDimensions(ReadOnlySpan<byte> frame, out ushort width, out ushort height)
    {
        width = height = 0;
        if (frame.Length < 10 || frame[3] != 0x9D || frame[4] != 0x01 || frame[5] != 0x2A)
            return;

        width = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]) & 0x3FFF);
        height = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(frame[8..]) & 0x3FFF);
    }
}
