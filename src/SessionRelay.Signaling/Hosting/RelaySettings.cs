using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace SessionRelay.Signaling.Hosting;

/// <summary>Configuration section <c>Relay</c>, as protocol.md lists it.</summary>
public sealed class RelaySettings
{
    public const string Section = "Relay";

    /// <summary>UDP port of the first shard; 1 to 65535, or 0 for any free ports.</summary>
    public int UdpPort { get; set; } = 40000;

    /// <summary>IP addresses that are announced; empty: the interfaces' own.</summary>
    public IList<string> PublicAddress { get; set; } = [];

    public IList<TicketKeyOptions> TicketKeys { get; set; } = [];

    public IList<ApiKeyOptions> ApiKeys { get; set; } = [];

    public TcpOptions? Tcp { get; set; }

    public TurnOptions? Turn { get; set; }

    /// <summary>As the relay is started with them.</summary>
    /// <param name="reachKey">What a trial of its ports has to prove; empty: it answers none.</param>
    public RelayOptions AsOptions(byte[] reachKey) =>
        new() { UdpPort = UdpPort, TcpPort = Tcp?.Port, PublicAddresses = [.. PublicAddress.Select(IPAddress.Parse)], ReachKey = reachKey };
}

/// <summary>One entry of <c>Relay:TicketKeys</c>.</summary>
public sealed class TicketKeyOptions : NumberedEntry
{
    /// <summary>The JWT header's <c>kid</c>; unique.</summary>
    public string Kid { get; set; } = "";

    /// <summary><c>HS256</c> or <c>ES256</c>.</summary>
    public string Algorithm { get; set; } = "HS256";

    /// <summary>For HS256: base64, at least 32 bytes.</summary>
    public string Secret { get; set; } = "";

    /// <summary>For ES256: the public key of the issuer, PEM.</summary>
    public string PublicKeyPem { get; set; } = "";

    /// <summary>The only <c>iss</c> that this key may sign for.</summary>
    public string Issuer { get; set; } = "";
}

/// <summary>One entry of <c>Relay:ApiKeys</c>. The key itself is known to its holder only.</summary>
public sealed class ApiKeyOptions : NumberedEntry
{
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key's UTF-8 bytes, hexadecimal.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>Any of <c>sessions</c>, <c>tickets</c>, <c>nodes</c>.</summary>
    public IList<string> Scopes { get; set; } = [];
}

/// <summary><c>Relay:Turn</c>: a TURN server with time-limited credentials (coturn's <c>use-auth-secret</c>).</summary>
public sealed class TurnOptions
{
    public IList<string> Urls { get; set; } = [];

    public string Secret { get; set; } = "";

    /// <summary>1 to 1,440.</summary>
    public int TtlMinutes { get; set; } = 60;

    /// <summary>
    /// Credentials that end: the user is the expiry and a random part, the password an HMAC-SHA1 over it (draft-uberti-behave-turn-rest-00 section 2.2).
    /// No participant's id leaves for the TURN server's log.
    /// </summary>
    public (string User, string Password) CredentialsUntil(DateTimeOffset end)
    {
        var expires = end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var user = $"{expires}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        return (user, Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(user))));
    }
}

/// <summary><c>Relay:Tcp</c>: media over TCP, for networks that block UDP.</summary>
public sealed class TcpOptions
{
    /// <summary>TCP port of the first shard; 1 to 65535, or 0 for any free ports. Null: no TCP.</summary>
    public int? Port { get; set; }
}
