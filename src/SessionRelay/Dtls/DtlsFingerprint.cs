using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace SessionRelay.Dtls;

/// <summary>The hashes of <c>a=fingerprint</c> that are understood, by strength.</summary>
internal enum FingerprintHash : byte
{
    Sha1 = 1,
    Sha256 = 2,
    Sha384 = 3,
    Sha512 = 4,
}

/// <summary>A certificate's hash, as a session description names it (RFC 8122 section 5). Immutable; any thread.</summary>
internal sealed class DtlsFingerprint
{
    private readonly byte[] _value;

    private DtlsFingerprint(FingerprintHash hash, byte[] value)
    {
        Hash = hash;
        _value = value;
    }

    public FingerprintHash Hash { get; }

    /// <summary>20, 32, 48 or 64 bytes.</summary>
    public ReadOnlySpan<byte> Value => _value;

    /// <summary>The hash name as it stands in SDP.</summary>
    public string HashName => Hash switch
    {
        FingerprintHash.Sha1 => "sha-1",
        FingerprintHash.Sha256 => "sha-256",
        FingerprintHash.Sha384 => "sha-384",
        _ => "sha-512",
    };

    /// <summary>Hash of a certificate.</summary>
    /// <param name="certificate">DER.</param>
    public static DtlsFingerprint Of(ReadOnlySpan<byte> certificate) => new(FingerprintHash.Sha256, SHA256.HashData(certificate));

    /// <summary>From a hash name (in any case) and bytes. False: an unknown hash, or not its length.</summary>
    public static bool TryCreate(ReadOnlySpan<char> hashName, ReadOnlySpan<byte> value, [NotNullWhen(true)] out DtlsFingerprint? fingerprint)
    {
        fingerprint = null;
        FingerprintHash hash;
        int length;
        if (hashName.Equals("sha-256", StringComparison.OrdinalIgnoreCase))
        {
            (hash, length) = (FingerprintHash.Sha256, 32);
        }
        else if (hashName.Equals("sha-384", StringComparison.OrdinalIgnoreCase))
        {
            (hash, length) = (FingerprintHash.Sha384, 48);
        }
        else if (hashName.Equals("sha-512", StringComparison.OrdinalIgnoreCase))
        {
            (hash, length) = (FingerprintHash.Sha512, 64);
        }
        else if (hashName.Equals("sha-1", StringComparison.OrdinalIgnoreCase))
        {
            (hash, length) = (FingerprintHash.Sha1, 20);
        }
        else
        {
            return false;
        }

        if (value.Length != length)
        {
            return false;
        }

        fingerprint = new DtlsFingerprint(hash, value.ToArray());
        return true;
    }

    /// <summary>Reads the value of <c>a=fingerprint</c>: <c>sha-256 AA:BB:…</c>, digits in either case. False: anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out DtlsFingerprint? fingerprint)
    {
        fingerprint = null;
        Span<byte> bytes = stackalloc byte[64];
        var space = text.IndexOf(' ');
        if (space < 0)
        {
            return false;
        }

        var digits = text[(space + 1)..];
        var count = (digits.Length + 1) / 3;
        if (count > bytes.Length || digits.Length != count * 3 - 1)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            var pair = digits[(i * 3)..];
            if (!char.IsAsciiHexDigit(pair[0]) || !char.IsAsciiHexDigit(pair[1]) || (pair.Length > 2 && pair[2] != ':'))
            {
                return false;
            }

            bytes[i] = byte.Parse(pair[..2], NumberStyles.AllowHexSpecifier);
        }

        return TryCreate(text[..space], bytes[..count], out fingerprint);
    }

    /// <summary>Of several, those with the strongest hash: only they decide (RFC 8122 section 5). At least one goes in.</summary>
    public static DtlsFingerprint[] Strongest(ReadOnlySpan<DtlsFingerprint> fingerprints)
    {
        var strongest = fingerprints[0].Hash;
        foreach (var fingerprint in fingerprints)
        {
            strongest = fingerprint.Hash > strongest ? fingerprint.Hash : strongest;
        }

        var chosen = new List<DtlsFingerprint>(fingerprints.Length);
        foreach (var fingerprint in fingerprints)
        {
            if (fingerprint.Hash == strongest)
            {
                chosen.Add(fingerprint);
            }
        }

        return [.. chosen];
    }

    /// <summary>As <c>a=fingerprint</c> wants it: <c>sha-256 AA:BB:…</c>.</summary>
    public override string ToString() => $"{HashName} {string.Join(':', Convert.ToHexString(_value).Chunk(2).Select(pair => new string(pair)))}";
}
