using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Tickets;

/// <summary>One issuer's key: it verifies one algorithm for one <c>iss</c>, nothing else.</summary>
internal sealed record TicketKey(string KeyId, string Algorithm, string Issuer, SecurityKey Key);

/// <summary>
/// Every key a ticket may be signed with: those of <c>Relay:TicketKeys</c> and the node's own. A key is bound to its algorithm,
/// so a public key can't be taken for an HMAC secret.
/// </summary>
internal sealed class TicketKeyRing
{
    /// <summary>The <c>iss</c> of tickets that the HTTP API mints.</summary>
    public const string OwnIssuer = "sessionrelay";

    private const int LeastSecretBytes = 32; // RFC 7518 section 3.2: at least the hash's length

    private readonly Dictionary<string, TicketKey> keys = new(StringComparer.Ordinal);

    /// <summary>Throws <see cref="OptionsValidationException"/> for a key that can't be used, naming it by its position.</summary>
    public TicketKeyRing(NodeKeys node, IOptions<RelaySettings> settings)
    {
        Own = new TicketKey(node.TicketKeyId, SecurityAlgorithms.HmacSha256, OwnIssuer, new SymmetricSecurityKey(node.TicketKey) { KeyId = node.TicketKeyId });
        keys.Add(Own.KeyId, Own);
        var configured = settings.Value.TicketKeys;
        for (var i = 0; i < configured.Count; i++)
        {
            var name = $"{RelaySettings.Section}:TicketKeys:{i}";
            var options = configured[i];
            if (options.Kid.Length == 0) throw Unusable(name, "has no Kid: give the value that stands in the tickets' header.");
            if (options.Issuer.Length == 0) throw Unusable(name, "has no Issuer: give the tickets' iss.");
            var key = new TicketKey(options.Kid, options.Algorithm.ToUpperInvariant(), options.Issuer, KeyOf(name, options));
            if (!keys.TryAdd(key.KeyId, key)) throw Unusable(name, "repeats the Kid of another key: give each its own.");
        }
    }

    /// <summary>The key that this node mints with.</summary>
    public TicketKey Own { get; }

    public TicketKey? Find(string keyId) => keys.GetValueOrDefault(keyId);

    private static SecurityKey KeyOf(string name, TicketKeyOptions options)
    {
        try
        {
            switch (options.Algorithm.ToUpperInvariant()) // settings are words of people, a ticket's alg is to the letter
            {
                case SecurityAlgorithms.HmacSha256:
                    var secret = Convert.FromBase64String(options.Secret);
                    if (secret.Length < LeastSecretBytes) throw Unusable(name, $"has a Secret of {secret.Length} bytes: HS256 needs at least {LeastSecretBytes}.");
                    return new SymmetricSecurityKey(secret) { KeyId = options.Kid };
                case SecurityAlgorithms.EcdsaSha256:
                    var curve = ECDsa.Create();
                    curve.ImportFromPem(options.PublicKeyPem);
                    if (curve.KeySize != 256) throw Unusable(name, "has a PublicKeyPem on another curve than P-256, which ES256 prescribes.");
                    return new ECDsaSecurityKey(curve) { KeyId = options.Kid };
                default:
                    throw Unusable(name, "has another Algorithm than HS256 or ES256.");
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            throw Unusable(name, "can't be read: Secret is base64 (HS256), PublicKeyPem a PEM public key (ES256).");
        }
    }

    private static OptionsValidationException Unusable(string name, string why) =>
        new(RelaySettings.Section, typeof(RelaySettings), [$"{name} {why}"]);
}
