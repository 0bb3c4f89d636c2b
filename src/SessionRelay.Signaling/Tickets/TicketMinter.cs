using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SessionRelay.Signaling.Tickets;

/// <summary>Mints tickets with the node's own key. Any thread.</summary>
internal sealed class TicketMinter(TicketKeyRing keys)
{
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A ticket without limits of its own: the session's window decides, also after it was moved.</summary>
    public string Mint(string sessionId, string participantId, string name, ParticipantRole role, Permissions can, DateTimeOffset issuedAt)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = TicketKeyRing.OwnIssuer,
            ["aud"] = "session-relay",
            ["sid"] = sessionId,
            ["sub"] = participantId,
            ["name"] = name,
            ["role"] = role.ToString().ToLowerInvariant(),
            ["jti"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            ["iat"] = issuedAt.ToUnixTimeSeconds(),
        };
        if (can != PermissionWords.DefaultOf(role)) claims["can"] = PermissionWords.ToWords(can).ToArray();
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            SigningCredentials = new SigningCredentials(keys.Own.Key, keys.Own.Algorithm),
        });
    }
}
