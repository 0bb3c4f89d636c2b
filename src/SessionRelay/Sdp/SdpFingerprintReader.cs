namespace SessionRelay.Sdp;

/// <summary>Reads <c>a=fingerprint</c> (RFC 8122 section 5). Hash functions that are broken or unknown are passed over, as the RFC has it.</summary>
internal static class SdpFingerprintReader
{
    public static string? Read(SdpSection section, ReadOnlySpan<char> value)
    {
        if (++section.FingerprintLines > SdpLimits.Fingerprints)
            return $"more than {SdpLimits.Fingerprints} fingerprints";
        var function = SdpToken.NextWord(ref value);
        var digits = SdpToken.NextWord(ref value);
        var (algorithm, bytes) = Strong(function);
        if (algorithm is null)
            return function.IsEmpty ? "a fingerprint without a hash function" : null;
        if (!IsHex(digits, bytes))
            return "a fingerprint is not pairs of hex digits of its hash function's length";
        section.Fingerprints.Add(new SdpFingerprint(algorithm, digits.ToString().ToUpperInvariant()));
        return null;
    }

    private static (string? Algorithm, int Bytes) Strong(ReadOnlySpan<char> function) =>
        SdpToken.EqualsIgnoringCase(function, "sha-256") ? ("sha-256", 32)
        : SdpToken.EqualsIgnoringCase(function, "sha-384") ? ("sha-384", 48)
        : SdpToken.EqualsIgnoringCase(function, "sha-512") ? ("sha-512", 64)
        : default;

    private static bool IsHex(ReadOnlySpan<char> digits, int bytes)
    {
        if (digits.Length != bytes * 3 - 1)
            return false;
        for (var i = 0; i < digits.Length; i++)
        {
            if (i % 3 == 2 ? digits[i] != ':' : !char.IsAsciiHexDigit(digits[i]))
                return false;
        }

        return true;
    }
}
