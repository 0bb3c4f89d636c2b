using System.Security.Cryptography;
using System.Text;
using SessionRelay.OpenSsl;

namespace SessionRelay.Phone.Sip;

/// <summary>Hash functions of digest authentication (RFC 7616 section 3.3, RFC 8760).</summary>
internal enum DigestAlgorithm : byte
{
    Md5,
    Sha256,
    Sha512Truncated256,
}

/// <summary>One <c>WWW-Authenticate</c> or <c>Proxy-Authenticate</c> that can be answered: scheme Digest, a hash that is known, qop <c>auth</c> or none.</summary>
internal sealed record DigestChallenge
{
    public required string Realm { get; init; }
    public required string Nonce { get; init; }
    public string? Opaque { get; init; }
    public required DigestAlgorithm Algorithm { get; init; }

    /// <summary>As the server spelled it, to be repeated; null: it named none, which is MD5.</summary>
    public string? AlgorithmName { get; init; }

    /// <summary>The <c>-sess</c> variant: the first nonces are part of the key.</summary>
    public bool IsSession { get; init; }

    /// <summary>False: RFC 2069's form, without counting.</summary>
    public bool HasQop { get; init; }

    /// <summary>The nonce was too old, the password was right.</summary>
    public bool IsStale { get; init; }

    /// <summary>By a proxy (407): answered in another header.</summary>
    public bool IsProxy { get; init; }

    /// <summary>The first challenge that can be answered: the server's order is its preference (RFC 8760 section 2.4). Null when there is none.</summary>
    public static DigestChallenge? From(SipMessage response)
    {
        var proxy = response.Status == 407;
        foreach (var header in response.Headers)
        {
            if (header.Name == (proxy ? SipHeaderName.ProxyAuthenticate : SipHeaderName.WwwAuthenticate) && TryParse(header.Value, proxy, out var challenge))
                return challenge;
        }

        return null;
    }

    public static bool TryParse(string text, bool proxy, out DigestChallenge? challenge)
    {
        challenge = null;
        var scanner = new SipScanner(text);
        if (!scanner.TryToken(out var scheme) || !scheme.Equals("Digest", StringComparison.OrdinalIgnoreCase))
            return false;
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        do
        {
            if (!scanner.TryToken(out var name) || !scanner.TryTake('='))
                return false;
            var key = name.ToString();
            scanner.SkipSpace();
            string value;
            if (scanner.Rest is ['"', ..])
            {
                if (!scanner.TryQuoted(out value))
                    return false;
            }
            else
            {
                value = scanner.TakeUntilAny(", \t").ToString();
            }

            if (fields.Count == SipLimits.Parameters || !fields.TryAdd(key, value))
                return false;
        }
        while (scanner.TryTake(','));

        if (!scanner.AtEnd || !fields.TryGetValue("realm", out var realm) || !fields.TryGetValue("nonce", out var nonce) || nonce.Length == 0)
            return false;
        var named = fields.GetValueOrDefault("algorithm");
        if (!TryAlgorithm(named ?? "MD5", out var algorithm, out var session))
            return false;
        var qop = fields.GetValueOrDefault("qop");
        if (qop is not null && !qop.Split(',').Any(q => q.Trim().Equals("auth", StringComparison.OrdinalIgnoreCase)))
            return false; // auth-int alone
        challenge = new DigestChallenge
        {
            Realm = realm,
            Nonce = nonce,
            Opaque = fields.GetValueOrDefault("opaque"),
            Algorithm = algorithm,
            AlgorithmName = named,
            IsSession = session,
            HasQop = qop is not null,
            IsStale = "true".Equals(fields.GetValueOrDefault("stale"), StringComparison.OrdinalIgnoreCase),
            IsProxy = proxy,
        };
        return true;
    }

    /// <summary>The header's value that proves the password for one request (RFC 7616 section 3.4).</summary>
    /// <param name="count">How often this nonce was used, from 1.</param>
    public string Answer(string user, string password, string method, string uri, uint count, string clientNonce)
    {
        var key = Hash($"{user}:{Realm}:{password}");
        if (IsSession)
            key = Hash($"{key}:{Nonce}:{clientNonce}");
        var request = Hash($"{method}:{uri}");
        var counted = $"{count:x8}";
        var response = Hash(HasQop ? $"{key}:{Nonce}:{counted}:{clientNonce}:auth:{request}" : $"{key}:{Nonce}:{request}");

        var text = new StringBuilder("Digest username=").Append(SipScanner.Quote(user)).Append(", realm=").Append(SipScanner.Quote(Realm)).Append(", nonce=").Append(SipScanner.Quote(Nonce))
            .Append(", uri=").Append(SipScanner.Quote(uri)).Append(", response=\"").Append(response).Append('"');
        if (AlgorithmName is not null)
            text.Append(", algorithm=").Append(AlgorithmName);
        if (HasQop)
            text.Append(", qop=auth, nc=").Append(counted);
        if (HasQop || IsSession)
            text.Append(", cnonce=").Append(SipScanner.Quote(clientNonce));
        if (Opaque is not null)
            text.Append(", opaque=").Append(SipScanner.Quote(Opaque));
        return text.ToString();
    }

    // The message's text has a character for each byte, user and password are the practice's settings: both go out as UTF-8 (RFC 7616 section 4).
    private string Hash(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        return Convert.ToHexStringLower(Algorithm switch
        {
            DigestAlgorithm.Sha256 => SHA256.HashData(bytes),
            DigestAlgorithm.Sha512Truncated256 => Sha512Truncated.Hash(bytes),
#pragma warning disable CA5351 // what most trunks still ask for; a server that can do better names it first (RFC 8760)
            _ => MD5.HashData(bytes),
#pragma warning restore CA5351
        });
    }

    private static bool TryAlgorithm(string name, out DigestAlgorithm algorithm, out bool session)
    {
        session = name.EndsWith("-sess", StringComparison.OrdinalIgnoreCase);
        (algorithm, var known) = (session ? name[..^5] : name).ToUpperInvariant() switch
        {
            "MD5" => (DigestAlgorithm.Md5, true),
            "SHA-256" => (DigestAlgorithm.Sha256, true),
            "SHA-512-256" => (DigestAlgorithm.Sha512Truncated256, true),
            _ => (DigestAlgorithm.Md5, false),
        };
        return known;
    }
}
