using System.Buffers.Binary;

namespace SessionRelay.Rtp;

/// <summary>
/// A view over one decrypted RTP packet (RFC 3550 section 5.1, extensions RFC 8285). Validated once by <see cref="TryParse"/>; nothing here
/// throws on bytes from the network, copies or allocates. The view is good for as long as its bytes are.
/// </summary>
internal readonly ref struct RtpPacket
{
    /// <summary>Bytes of the header without CSRCs and extension (RFC 3550 section 5.1).</summary>
    public const int FixedHeaderLength = 12;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _extensionOffset;
    private readonly int _extensionLength;

    private RtpPacket(ReadOnlySpan<byte> bytes, int extensionOffset, int extensionLength, int headerLength, int paddingLength)
    {
        _bytes = bytes;
        _extensionOffset = extensionOffset;
        _extensionLength = extensionLength;
        HeaderLength = headerLength;
        PaddingLength = paddingLength;
    }

    public bool Marker => (_bytes[1] & 0x80) != 0;

    /// <summary>0 to 127.</summary>
    public byte PayloadType => (byte)(_bytes[1] & 0x7F);

    public ushort SequenceNumber => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    public uint Timestamp => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    public uint Ssrc => BinaryPrimitives.ReadUInt32BigEndian(_bytes[8..]);

    /// <summary>0 to 15.</summary>
    public int CsrcCount => _bytes[0] & 0x0F;

    /// <summary>Bytes before the payload: fixed header, CSRCs and the extension with its own header.</summary>
    public int HeaderLength { get; }

    /// <summary>Bytes of padding at the end, its count byte included; 0 when the padding bit is clear.</summary>
    public int PaddingLength { get; }

    /// <summary>What is between header and padding; empty in a packet that only probes.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..^PaddingLength];

    /// <summary>The whole packet, padding included.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The header extension elements in their order; empty when there is no extension of RFC 8285's two forms.</summary>
    public RtpExtensionEnumerator Extensions =>
        new(_bytes.Slice(_extensionOffset, _extensionLength), HasTwoByteExtensions);

    private bool HasTwoByteExtensions =>
        _extensionLength > 0 && (BinaryPrimitives.ReadUInt16BigEndian(_bytes[(_extensionOffset - 4)..]) & 0xFFF0) == 0x1000;

    /// <summary>
    /// Reads the header. False when the version is not 2, when a length goes beyond the end, or when the padding count is 0 or more than what follows the header.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out RtpPacket packet)
    {
        packet = default;
        if (bytes.Length < FixedHeaderLength || bytes[0] >> 6 != 2)
            return false;

        var headerLength = FixedHeaderLength + ((bytes[0] & 0x0F) * 4);
        var extensionOffset = headerLength;
        var extensionLength = 0;
        if ((bytes[0] & 0x10) != 0)
        {
            if (bytes.Length < headerLength + 4)
                return false;

            var profile = BinaryPrimitives.ReadUInt16BigEndian(bytes[headerLength..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(headerLength + 2)..]) * 4;
            extensionOffset = headerLength + 4;
            headerLength = extensionOffset + length;
            if (profile == 0xBEDE || (profile & 0xFFF0) == 0x1000)
                extensionLength = length;
        }

        if (bytes.Length < headerLength)
            return false;

        var paddingLength = 0;
        if ((bytes[0] & 0x20) != 0)
        {
            paddingLength = bytes[^1];
            if (paddingLength == 0 || paddingLength > bytes.Length - headerLength)
                return false;
        }

        packet = new RtpPacket(bytes, extensionOffset, extensionLength, headerLength, paddingLength);
        return true;
    }

    /// <summary>The value of the first element with this id (1 to 255), possibly empty.</summary>
    public bool TryGetExtension(byte id, out ReadOnlySpan<byte> value)
    {
        foreach (var element in Extensions)
        {
            if (element.Id == id)
            {
                value = element.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
