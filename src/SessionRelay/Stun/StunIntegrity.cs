using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SessionRelay.Stun;

/// <summary>MESSAGE-INTEGRITY (RFC 8489 section 14.5): HMAC-SHA1 over what stands before it, under a header whose length ends with it.</summary>
internal static class StunIntegrity
{
    public const int HashLength = 20;

    private const int AttributeLength = 4 + HashLength;

    /// <summary>Compares in constant time. <paramref name="offset"/> is where the attribute begins.</summary>
    public static bool Verify(ReadOnlySpan<byte> message, int offset, ReadOnlySpan<byte> key)
    {
        // FINGERPRINT comes later and is in the header's length, so the covered part is copied and its length set back.
        Span<byte> covered = stackalloc byte[StunMessage.MaxLength];
        covered = covered[..offset];
        message[..offset].CopyTo(covered);

        Span<byte> hash = stackalloc byte[HashLength];
        Compute(covered, key, hash);
        return CryptographicOperations.FixedTimeEquals(hash, message.Slice(offset + 4, HashLength));
    }

    /// <summary>Sets the length in <paramref name="covered"/>'s header as if the attribute ended the message, and writes 20 bytes of HMAC.</summary>
    public static void Compute(Span<byte> covered, ReadOnlySpan<byte> key, Span<byte> hash)
    {
        BinaryPrimitives.WriteUInt16BigEndian(covered[2..], (ushort)(covered.Length - StunMessage.HeaderLength + AttributeLength));
        HMACSHA1.HashData(key, covered, hash);
    }
}
