using System.Buffers.Binary;

namespace SessionRelay.Stun;

/// <summary>
/// Where the attributes that ICE needs begin in a message, found and checked for form in one pass; 0 means absent (an attribute never stands
/// at 0, the header does).
/// </summary>
internal struct StunAttributeOffsets
{
    private const int MaxUsername = 508; // bytes: RFC 8489 section 14.3 says fewer than 509

    public ushort Username;
    public ushort Integrity;
    public ushort Fingerprint;
    public ushort ErrorCode;
    public ushort XorMappedAddress;
    public ushort Priority;
    public ushort UseCandidate;
    public ushort Controlled;
    public ushort Controlling;
    public ushort Nomination;
    public bool HasUnknownRequired;

    /// <summary>False when an attribute runs over the end, a known one has a wrong form, or anything follows FINGERPRINT.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, out StunAttributeOffsets found)
    {
        found = default;
        for (var offset = StunMessage.HeaderLength; offset < message.Length;)
        {
            // Message and attribute sizes are multiples of 4, so 4 bytes of attribute header are always there.
            var next = Next(message, offset);
            if (next > message.Length || found.Fingerprint != 0)
                return false;

            var type = BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
            var value = message.Slice(offset + 4, BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]));
            if (!found.Note(type, value, (ushort)offset))
                return false;

            offset = next;
        }

        return true;
    }

    /// <summary>Where the attribute after the one at <paramref name="offset"/> begins, padding included; may be past the end.</summary>
    public static int Next(ReadOnlySpan<byte> message, int offset) =>
        offset + 4 + ((BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 2)..]) + 3) & ~3);

    public static bool IsUnknownRequired(ushort type) => type < 0x8000 && (StunAttribute)type is not (
        StunAttribute.MappedAddress or StunAttribute.Username or StunAttribute.MessageIntegrity or StunAttribute.ErrorCode
        or StunAttribute.UnknownAttributes or StunAttribute.Realm or StunAttribute.Nonce or StunAttribute.XorMappedAddress
        or StunAttribute.Priority or StunAttribute.UseCandidate);

    private bool Note(ushort type, ReadOnlySpan<byte> value, ushort offset)
    {
        if ((StunAttribute)type == StunAttribute.Fingerprint)
            return value.Length == 4 && Keep(ref Fingerprint, offset);

        if (Integrity != 0)
            return true; // not covered by the HMAC, so it must have no effect

        switch ((StunAttribute)type)
        {
            case StunAttribute.MessageIntegrity:
                return value.Length == StunIntegrity.HashLength && Keep(ref Integrity, offset);
            case StunAttribute.Username:
                return value.Length <= MaxUsername && Keep(ref Username, offset);
            case StunAttribute.Priority:
                return value.Length == 4 && Keep(ref Priority, offset);
            case StunAttribute.UseCandidate:
                return value.IsEmpty && Keep(ref UseCandidate, offset);
            case StunAttribute.IceControlled:
                return value.Length == 8 && Keep(ref Controlled, offset);
            case StunAttribute.IceControlling:
                return value.Length == 8 && Keep(ref Controlling, offset);
            case StunAttribute.Nomination:
                return value.Length == 4 && Keep(ref Nomination, offset);
            case StunAttribute.XorMappedAddress:
                return IsAddress(value) && Keep(ref XorMappedAddress, offset);
            case StunAttribute.ErrorCode:
                return value.Length >= 4 && (value[2] & 7) is >= 3 and <= 6 && value[3] < 100 && Keep(ref ErrorCode, offset);
            default:
                HasUnknownRequired |= IsUnknownRequired(type);
                return true;
        }
    }

    // Family 1 is IPv4, 2 is IPv6 (RFC 8489 section 14.1).
    private static bool IsAddress(ReadOnlySpan<byte> value) =>
        (value.Length == 8 && value[1] == 1) || (value.Length == 20 && value[1] == 2);

    private static bool Keep(ref ushort place, ushort offset)
    {
        if (place == 0)
            place = offset;

        return true;
    }
}
