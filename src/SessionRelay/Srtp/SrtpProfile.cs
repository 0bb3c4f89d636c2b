namespace SessionRelay.Srtp;

/// <summary>
/// A protection profile by its number in the use_srtp extension (RFC 5764 section 4.1.2, RFC 7714 section 14.2).
/// </summary>
internal enum SrtpProfile : ushort
{
    /// <summary>AES-128 in counter mode, HMAC-SHA1 with an 80-bit tag: what every WebRTC peer has (RFC 8827 section 6.5).</summary>
    AesCm128HmacSha1_80 = 1,

    /// <summary>AES-128-GCM with a 128-bit tag: one pass, which the processor does by itself.</summary>
    AeadAes128Gcm = 7,
}

internal static class SrtpProfileFacts
{
    /// <summary>Bytes of a master key, in both profiles.</summary>
    public const int KeyLength = 16;

    /// <summary>Bytes of a master salt: 14 (RFC 3711 section 8.2) or 12 (RFC 7714 section 12).</summary>
    public static int SaltLength(this SrtpProfile profile) => profile == SrtpProfile.AeadAes128Gcm ? 12 : 14;

    public static bool IsKnown(this SrtpProfile profile) => profile is SrtpProfile.AeadAes128Gcm or SrtpProfile.AesCm128HmacSha1_80;
}
