using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SessionRelay.Signaling.Tickets;

/// <summary>Verifies session tickets (RFC 7519; protocol.md, Session ticket). Any thread; never throws on what it is given.</summary>
internal sealed class TicketReader(TicketKeyRing keys, TimeProvider time)
{
    private const string Audience = "session-relay";
    private static readonly TimeSpan NotBeforeSkew = TimeSpan.FromSeconds(30); // issuers' clocks run ahead; an expiry has no such slack

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = TicketLimits.TicketLength, MapInboundClaims = false };

    /// <summary>The claims, or <c>ticket-invalid</c>, <c>ticket-expired</c>, <c>too-early</c>.</summary>
    public async Task<(TicketClaims? Claims, string? Refusal)> ReadAsync(string ticket)
    {
        if (ticket.Length > TicketLimits.TicketLength) return Invalid;
        try
        {
            var unverified = new JsonWebToken(ticket);
            // The key decides the algorithm, never the token: no "none", no public key used as an HMAC secret.
            if (keys.Find(unverified.Kid) is not { } key || unverified.Alg != key.Algorithm) return Invalid;
            var result = await handler.ValidateTokenAsync(ticket, RulesFor(key));
            if (!result.IsValid || result.SecurityToken is not JsonWebToken token) return Invalid;
            // From the bytes themselves: the library's view of claims turns kinds into each other.
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload), Strict);
            return Read(payload.RootElement);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            return Invalid;
        }
    }

    private static (TicketClaims?, string?) Invalid => (null, "ticket-invalid");

    private static TokenValidationParameters RulesFor(TicketKey key) => new()
    {
        IssuerSigningKey = key.Key,
        TryAllIssuerSigningKeys = false,
        ValidAlgorithms = [key.Algorithm],
        ValidIssuer = key.Issuer,
        ValidAudience = Audience,
        RequireSignedTokens = true,
        ValidateLifetime = false, // below, on the injected clock and with a code for each side
    };

    private (TicketClaims?, string?) Read(JsonElement token)
    {
        var now = time.GetUtcNow();
        if (!TryText(token, "sid", out var session) || !TicketLimits.IsId(session)) return Invalid;
        if (!TryText(token, "sub", out var participant) || !TicketLimits.IsId(participant)) return Invalid;
        if (!TryText(token, "name", out var name) || !TicketLimits.IsName(name)) return Invalid;
        if (!TryText(token, "jti", out var ticketId) || ticketId.Length is 0 or > TicketLimits.TicketIdLength) return Invalid;
        if (!TryText(token, "role", out var roleWord) || RoleOf(roleWord) is not { } role) return Invalid;
        if (!TryCan(token, role, out var can)) return Invalid;
        if (!TryTime(token, "exp", out var expires) || !TryTime(token, "nbf", out var notBefore) || !TryTime(token, "iat", out var issued)) return Invalid;
        if (expires <= now) return (null, "ticket-expired");
        if (notBefore > now + NotBeforeSkew) return (null, "too-early");
        return (new TicketClaims(session, participant, name, role, can, ticketId, issued), null);
    }

    private static ParticipantRole? RoleOf(string word) => word switch
    {
        "host" => ParticipantRole.Host,
        "guest" => ParticipantRole.Guest,
        "aide" => ParticipantRole.Aide,
        _ => null,
    };

    private static bool TryText(JsonElement token, string claim, out string text)
    {
        text = "";
        if (!token.TryGetProperty(claim, out var element) || element.ValueKind != JsonValueKind.String) return false;
        text = element.GetString()!;
        return true;
    }

    private static bool TryTime(JsonElement token, string claim, out DateTimeOffset? at)
    {
        at = null;
        if (!token.TryGetProperty(claim, out var element)) return true;
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out var seconds) || seconds is < 0 or > 253_402_300_799) return false; // year 9999
        at = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        return true;
    }

    private static bool TryCan(JsonElement token, ParticipantRole role, out Permissions can)
    {
        can = PermissionWords.DefaultOf(role);
        if (!token.TryGetProperty("can", out var element)) return true;
        if (element.ValueKind != JsonValueKind.Array) return false;
        can = Permissions.None;
        foreach (var word in element.EnumerateArray())
        {
            if (word.ValueKind != JsonValueKind.String) return false;
            if (PermissionWords.TryParse(word.GetString()!, out var permission)) can |= permission; // a later version's word allows nothing here
        }

        return true;
    }
}
