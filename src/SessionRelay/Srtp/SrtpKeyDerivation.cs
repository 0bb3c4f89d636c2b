using SessionRelay.OpenSsl;

namespace SessionRelay.Srtp;

/// <summary>
/// Session keys from a master key: AES-CM as pseudo-random function, key derivation rate 0 (RFC 3711 section 4.3; the 96-bit salt of
/// RFC 7714 section 11 is padded with zeros on its right).
/// </summary>
internal static class SrtpKeyDerivation
{
    public const byte RtpEncryption = 0;
    public const byte RtpAuthentication = 1;
    public const byte RtpSalt = 2;
    public const byte RtcpEncryption = 3;
    public const byte RtcpAuthentication = 4;
    public const byte RtcpSalt = 5;

    /// <summary>Where the label lies in the 112-bit salt: above the 48 bits of the index, which is 0.</summary>
    private const int LabelOffset = 7;

    /// <summary>Fills <paramref name="destination"/> with the session key or salt of <paramref name="label"/>.</summary>
    /// <param name="master">Keyed with the master key.</param>
    /// <param name="masterSalt">12 or 14 bytes.</param>
    public static void Derive(AesCtr128 master, ReadOnlySpan<byte> masterSalt, byte label, Span<byte> destination)
    {
        Span<byte> block = stackalloc byte[AesCtr128.BlockLength];
        block.Clear();
        masterSalt.CopyTo(block);
        block[LabelOffset] ^= label;
        destination.Clear();
        master.Apply(block, destination);
    }

    /// <summary>Throws <see cref="ArgumentException"/> for an unknown profile, or lengths that are not the profile's.</summary>
    public static void RequireLengths(SrtpProfile profile, ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt)
    {
        if (!profile.IsKnown())
        {
            throw new ArgumentException($"SRTP profile {(ushort)profile} is not supported.", nameof(profile));
        }

        if (masterKey.Length != SrtpProfileFacts.KeyLength || masterSalt.Length != profile.SaltLength())
        {
            throw new ArgumentException(
                $"{profile} takes a key of {SrtpProfileFacts.KeyLength} bytes and a salt of {profile.SaltLength()}, not {masterKey.Length} and {masterSalt.Length}.",
                nameof(masterKey));
        }
    }
}
