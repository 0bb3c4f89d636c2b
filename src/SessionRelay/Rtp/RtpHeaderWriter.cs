using System.Buffers.Binary;

namespace SessionRelay.Rtp;

/// <summary>
/// Writes an RTP header (RFC 3550 section 5.1) without CSRCs and with the padding bit clear, then its extension elements (RFC 8285). Elements take the
/// one-byte form until one comes that needs the two-byte form (id over 14, no bytes, or more than 16); those before it are then written again in that form.
/// Use: construct, <see cref="TryAdd"/> for each element, <see cref="Complete"/>; the payload follows at the length that it returns.
/// </summary>
internal ref struct RtpHeaderWriter
{
    /// <summary>The most bytes of elements in the one-byte form: 14 ids, each of 1 + 16 bytes.</summary>
    private const int MaxOneByteElements = 14 * 17;

    private const int ElementsOffset = RtpPacket.FixedHeaderLength + 4;

    private readonly Span<byte> _destination;
    private int _length;
    private bool _twoByte;

    /// <summary>Writes the fixed header. Throws <see cref="ArgumentException"/> when there is no room for its 12 bytes.</summary>
    public RtpHeaderWriter(Span<byte> destination, bool marker, byte payloadType, ushort sequenceNumber, uint timestamp, uint ssrc)
    {
        if (destination.Length < RtpPacket.FixedHeaderLength)
            throw new ArgumentException("No room for an RTP header.", nameof(destination));

        _destination = destination;
        _length = RtpPacket.FixedHeaderLength;
        destination[0] = 0x80;
        destination[1] = (byte)((marker ? 0x80 : 0) | (payloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], ssrc);
    }

    /// <summary>Adds an element. False, with nothing written, for id 0, more than 255 bytes, or no room.</summary>
    public bool TryAdd(byte id, scoped ReadOnlySpan<byte> value)
    {
        if (!TryReserve(id, value.Length, out var element))
            return false;

        value.CopyTo(element);
        return true;
    }

    /// <summary>Adds an element whose bytes the caller writes: its room is <paramref name="value"/>. False as for <see cref="TryAdd"/>.</summary>
    public bool TryReserve(byte id, int length, out Span<byte> value)
    {
        value = default;
        if (id == 0 || length > byte.MaxValue)
            return false;

        var start = _length == RtpPacket.FixedHeaderLength ? ElementsOffset : _length;
        var twoByte = _twoByte || id > 14 || length is 0 or > 16;
        if (twoByte && !_twoByte && !TryWidenElements(ref start, length + 2))
            return false;

        var headerLength = twoByte ? 2 : 1;
        if (Align(start + headerLength + length) > _destination.Length)
            return false;

        if (twoByte)
        {
            _destination[start] = id;
            _destination[start + 1] = (byte)length;
        }
        else
        {
            _destination[start] = (byte)((id << 4) | (length - 1));
        }

        _twoByte = twoByte;
        value = _destination.Slice(start + headerLength, length);
        _length = start + headerLength + length;
        return true;
    }

    /// <summary>Pads the extension to whole words, writes its length and returns the header's length in bytes.</summary>
    public int Complete()
    {
        if (_length == RtpPacket.FixedHeaderLength)
            return _length;

        var end = Align(_length);
        _destination[_length..end].Clear();
        _destination[0] |= 0x10;
        BinaryPrimitives.WriteUInt16BigEndian(_destination[RtpPacket.FixedHeaderLength..], _twoByte ? (ushort)0x1000 : (ushort)0xBEDE);
        BinaryPrimitives.WriteUInt16BigEndian(_destination[(RtpPacket.FixedHeaderLength + 2)..], (ushort)((end - ElementsOffset) / 4));
        return end;
    }

    private static int Align(int length) => (length + 3) & ~3;

    private bool TryWidenElements(ref int end, int roomAfter)
    {
        if (end > _destination.Length)
            return false;

        Span<byte> narrow = stackalloc byte[MaxOneByteElements];
        var length = end - ElementsOffset;
        if (length > narrow.Length)
            return false;

        _destination[ElementsOffset..end].CopyTo(narrow);
        var elements = 0;
        foreach (var _ in new RtpExtensionEnumerator(narrow[..length], twoByte: false))
            elements++;

        if (Align(end + elements + roomAfter) > _destination.Length)
            return false;

        var position = ElementsOffset;
        foreach (var element in new RtpExtensionEnumerator(narrow[..length], twoByte: false))
        {
            _destination[position] = element.Id;
            _destination[position + 1] = (byte)element.Value.Length;
            element.Value.CopyTo(_destination[(position + 2)..]);
            position += 2 + element.Value.Length;
        }

        end = position;
        return true;
    }
}
