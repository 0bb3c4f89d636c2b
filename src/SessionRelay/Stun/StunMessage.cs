using System.Buffers.Binary;
using SessionRelay.Wire;

namespace SessionRelay.Stun;

/// <summary>
/// A STUN message as a view over the bytes of one datagram, validated once by <see cref="TryParse"/> (RFC 8489 sections 5 and 14, RFC 8445
/// section 16). Reading never throws and never allocates. Of an attribute that comes twice the first counts; what stands between
/// MESSAGE-INTEGRITY and FINGERPRINT is ignored (section 14.5). Lives as long as the bytes; any thread.
/// </summary>
internal readonly ref struct StunMessage
{
    public const int HeaderLength = 20;

    /// <summary>Longest message that is read, in bytes: an Ethernet frame's payload, since ICE never needs fragments.</summary>
    public const int MaxLength = 1500;

    public const uint MagicCookie = 0x2112_A442;

    /// <summary>FINGERPRINT is the CRC-32 xor this, "STUN" in ASCII (RFC 8489 section 14.7).</summary>
    public const uint FingerprintMask = 0x5354_554E;

    private readonly StunAttributeOffsets _at;

    private StunMessage(ReadOnlySpan<byte> bytes, scoped in StunAttributeOffsets at)
    {
        Bytes = bytes;
        _at = at;
    }

    /// <summary>The whole message.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public StunClass Class => (StunClass)(((Bytes[0] & 1) << 1) | ((Bytes[1] >> 4) & 1));

    public StunMethod Method => (StunMethod)((Bytes[1] & 0x0F) | ((Bytes[1] & 0xE0) >> 1) | ((Bytes[0] & 0x3E) << 6));

    public StunTransactionId TransactionId => StunTransactionId.Read(Bytes[8..]);

    /// <summary>USERNAME's bytes (UTF-8, at most 508); empty when absent.</summary>
    public ReadOnlySpan<byte> Username => Value(_at.Username);

    /// <summary>
    /// The receiver's half of an ICE username, before the first colon (RFC 8445 section 7.2.2): by it the peer is found.
    /// Empty without USERNAME or colon.
    /// </summary>
    public ReadOnlySpan<byte> ReceiverUfrag
    {
        get
        {
            var username = Username;
            var colon = username.IndexOf((byte)':');
            return colon < 0 ? default : username[..colon];
        }
    }

    public bool HasUseCandidate => _at.UseCandidate != 0;

    public bool HasIntegrity => _at.Integrity != 0;

    public bool HasFingerprint => _at.Fingerprint != 0;

    /// <summary>ERROR-CODE as 300 to 699; <see cref="StunErrorCode.None"/> when absent.</summary>
    public StunErrorCode ErrorCode
    {
        get
        {
            var value = Value(_at.ErrorCode);
            return value.IsEmpty ? StunErrorCode.None : (StunErrorCode)((value[2] & 7) * 100 + value[3]);
        }
    }

    /// <summary>True when a datagram's first byte says STUN (RFC 7983 section 7): 0 to 3.</summary>
    public static bool IsStun(ReadOnlySpan<byte> datagram) => !datagram.IsEmpty && datagram[0] < 4;

    /// <summary>
    /// Reads one message that fills <paramref name="bytes"/> exactly. False when header, lengths or a known attribute's form are wrong, when
    /// anything follows FINGERPRINT, or above <see cref="MaxLength"/>. Integrity and fingerprint are not verified here.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out StunMessage message)
    {
        message = default;
        if (bytes.Length is < HeaderLength or > MaxLength
            || bytes[0] >= 0x40
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) != bytes.Length - HeaderLength
            || (bytes.Length & 3) != 0
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) != MagicCookie
            || !StunAttributeOffsets.TryFind(bytes, out var at))
            return false;

        message = new StunMessage(bytes, at);
        return true;
    }

    public bool TryGetPriority(out uint priority)
    {
        var value = Value(_at.Priority);
        return BinaryPrimitives.TryReadUInt32BigEndian(value, out priority);
    }

    /// <summary>The tie-breaker of a sender in the controlling role.</summary>
    public bool TryGetControlling(out ulong tieBreaker) => BinaryPrimitives.TryReadUInt64BigEndian(Value(_at.Controlling), out tieBreaker);

    /// <summary>The tie-breaker of a sender in the controlled role.</summary>
    public bool TryGetControlled(out ulong tieBreaker) => BinaryPrimitives.TryReadUInt64BigEndian(Value(_at.Controlled), out tieBreaker);

    public bool TryGetNomination(out uint nomination) => BinaryPrimitives.TryReadUInt32BigEndian(Value(_at.Nomination), out nomination);

    /// <summary>XOR-MAPPED-ADDRESS (RFC 8489 section 14.2); <paramref name="protocol"/> is how the message came, since the attribute doesn't say.</summary>
    public bool TryGetXorMappedAddress(TransportProtocol protocol, out TransportAddress address)
    {
        address = default;
        var value = Value(_at.XorMappedAddress);
        if (value.IsEmpty)
            return false;

        var port = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ (MagicCookie >> 16));
        if (value.Length == 8)
        {
            address = TransportAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(value[4..]) ^ MagicCookie, port, protocol);
            return true;
        }

        Span<byte> plain = stackalloc byte[16];
        for (var index = 0; index < plain.Length; index++)
            plain[index] = (byte)(value[4 + index] ^ Bytes[4 + index]);

        address = TransportAddress.FromIPv6(plain, port, 0, protocol);
        return true;
    }

    /// <summary>
    /// Copies the types that must be understood and are not (RFC 8489 section 6.3.1 answers them with 420), at most as many as
    /// <paramref name="destination"/> holds, and returns how many were copied.
    /// </summary>
    public int CopyUnknownRequired(Span<ushort> destination)
    {
        if (!_at.HasUnknownRequired)
            return 0;

        var count = 0;
        var end = _at.Integrity != 0 ? _at.Integrity : Bytes.Length;
        for (var offset = HeaderLength; offset < end && count < destination.Length;)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(Bytes[offset..]);
            if (StunAttributeOffsets.IsUnknownRequired(type))
                destination[count++] = type;

            offset = StunAttributeOffsets.Next(Bytes, offset);
        }

        return count;
    }

    /// <summary>
    /// True when MESSAGE-INTEGRITY is there and is the HMAC-SHA1 under <paramref name="key"/>: with short-term credentials the password's bytes
    /// (RFC 8489 section 14.5).
    /// </summary>
    public bool VerifyIntegrity(ReadOnlySpan<byte> key) => _at.Integrity != 0 && StunIntegrity.Verify(Bytes, _at.Integrity, key);

    /// <summary>True when FINGERPRINT is there and right (RFC 8489 section 14.7).</summary>
    public bool VerifyFingerprint() =>
        _at.Fingerprint != 0
        && BinaryPrimitives.ReadUInt32BigEndian(Value(_at.Fingerprint)) == (Crc32.Compute(Bytes[.._at.Fingerprint]) ^ FingerprintMask);

    private ReadOnlySpan<byte> Value(int offset) =>
        offset == 0 ? default : Bytes.Slice(offset + 4, BinaryPrimitives.ReadUInt16BigEndian(Bytes[(offset + 2)..]));
}
