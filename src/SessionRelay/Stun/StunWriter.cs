using System.Buffers.Binary;
using SessionRelay.Wire;

namespace SessionRelay.Stun;

/// <summary>
/// Appends a STUN message to a span (RFC 8489 section 5). Attributes are written in the order of the calls; integrity, then fingerprint come last.
/// When the room doesn't suffice, what follows is left out and <see cref="Length"/> is 0: nothing half written can be sent. Never throws or allocates.
/// </summary>
internal ref struct StunWriter
{
    private readonly Span<byte> _destination;
    private int _length;
    private bool _overflowed;

    public StunWriter(Span<byte> destination, StunClass messageClass, StunMethod method, StunTransactionId transactionId)
    {
        _destination = destination;
        if (destination.Length < StunMessage.HeaderLength)
        {
            _overflowed = true;
            return;
        }

        var m = (int)method;
        var c = (int)messageClass;
        var type = (m & 0x000F) | ((c & 1) << 4) | ((m & 0x0070) << 1) | ((c & 2) << 7) | ((m & 0x0F80) << 2);
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], StunMessage.MagicCookie);
        transactionId.Write(destination[8..]);
        _length = StunMessage.HeaderLength;
        WriteLength();
    }

    /// <summary>Bytes of the message so far, header included; 0 when the destination was too small.</summary>
    public readonly int Length => _overflowed ? 0 : _length;

    /// <summary>An attribute of any type; the padding is zeros. Values above 65,532 bytes count as too large for the destination.</summary>
    public void Add(StunAttribute type, scoped ReadOnlySpan<byte> value)
    {
        if (TryReserve(type, value.Length, out var place))
            value.CopyTo(place);
    }

    public void AddUInt32(StunAttribute type, uint value)
    {
        if (TryReserve(type, 4, out var place))
            BinaryPrimitives.WriteUInt32BigEndian(place, value);
    }

    public void AddUInt64(StunAttribute type, ulong value)
    {
        if (TryReserve(type, 8, out var place))
            BinaryPrimitives.WriteUInt64BigEndian(place, value);
    }

    /// <summary>An ICE username: <paramref name="receiver"/>, a colon, <paramref name="sender"/> (RFC 8445 section 7.2.2).</summary>
    public void AddUsername(scoped ReadOnlySpan<byte> receiver, scoped ReadOnlySpan<byte> sender)
    {
        if (!TryReserve(StunAttribute.Username, receiver.Length + 1 + sender.Length, out var place))
            return;

        receiver.CopyTo(place);
        place[receiver.Length] = (byte)':';
        sender.CopyTo(place[(receiver.Length + 1)..]);
    }

    public void AddUseCandidate() => TryReserve(StunAttribute.UseCandidate, 0, out _);

    /// <summary>XOR-MAPPED-ADDRESS (RFC 8489 section 14.2); transport and scope are not part of it.</summary>
    public void AddXorMappedAddress(in TransportAddress address)
    {
        if (!TryReserve(StunAttribute.XorMappedAddress, address.IsIPv4 ? 8 : 20, out var place))
            return;

        place[0] = 0;
        place[1] = (byte)(address.IsIPv4 ? 1 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(place[2..], (ushort)(address.Port ^ (StunMessage.MagicCookie >> 16)));
        if (address.IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(place[4..], address.IPv4 ^ StunMessage.MagicCookie);
            return;
        }

        address.WriteIPv6(place[4..]);
        for (var index = 0; index < 16; index++)
            place[4 + index] ^= _destination[4 + index];
    }

    /// <summary>ERROR-CODE with a reason phrase in UTF-8 for whoever reads a capture (RFC 8489 section 14.8).</summary>
    public void AddErrorCode(StunErrorCode code, scoped ReadOnlySpan<byte> reason)
    {
        if (!TryReserve(StunAttribute.ErrorCode, 4 + reason.Length, out var place))
            return;

        place[0] = 0;
        place[1] = 0;
        place[2] = (byte)((int)code / 100);
        place[3] = (byte)((int)code % 100);
        reason.CopyTo(place[4..]);
    }

    public void AddUnknownAttributes(scoped ReadOnlySpan<ushort> types)
    {
        if (!TryReserve(StunAttribute.UnknownAttributes, types.Length * 2, out var place))
            return;

        for (var index = 0; index < types.Length; index++)
            BinaryPrimitives.WriteUInt16BigEndian(place[(index * 2)..], types[index]);
    }

    /// <summary>MESSAGE-INTEGRITY under <paramref name="key"/>, the password's bytes (RFC 8489 section 14.5).</summary>
    public void AddIntegrity(scoped ReadOnlySpan<byte> key)
    {
        var covered = _length;
        if (TryReserve(StunAttribute.MessageIntegrity, StunIntegrity.HashLength, out var place))
            StunIntegrity.Compute(_destination[..covered], key, place);
    }

    /// <summary>FINGERPRINT; nothing may follow (RFC 8489 section 14.7).</summary>
    public void AddFingerprint()
    {
        var covered = _length;
        if (TryReserve(StunAttribute.Fingerprint, 4, out var place))
            BinaryPrimitives.WriteUInt32BigEndian(place, Crc32.Compute(_destination[..covered]) ^ StunMessage.FingerprintMask);
    }

    private bool TryReserve(StunAttribute type, int length, out Span<byte> place)
    {
        place = default;
        var padded = (length + 3) & ~3;
        if (_overflowed || length > ushort.MaxValue - 3 || padded + 4 > _destination.Length - _length
            || _length + 4 + padded - StunMessage.HeaderLength > ushort.MaxValue)
        {
            _overflowed = true;
            return false;
        }

        var attribute = _destination.Slice(_length, 4 + padded);
        BinaryPrimitives.WriteUInt16BigEndian(attribute, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(attribute[2..], (ushort)length);
        attribute[(4 + length)..].Clear();
        place = attribute.Slice(4, length);
        _length += attribute.Length;
        WriteLength();
        return true;
    }

    private readonly void WriteLength() =>
        BinaryPrimitives.WriteUInt16BigEndian(_destination[2..], (ushort)(_length - StunMessage.HeaderLength));
}
