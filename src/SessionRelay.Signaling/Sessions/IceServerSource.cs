using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Sessions;

/// <summary>
/// <c>iceServers</c> from <c>Relay:Turn</c> with time-limited credentials: the user is the expiry and a random part, the password an HMAC-SHA1 over it
/// (draft-uberti-behave-turn-rest-00 section 2.2; coturn's <c>use-auth-secret</c>). No participant's id leaves for the TURN server's log.
/// </summary>
internal sealed class IceServerSource(IOptions<RelaySettings> settings)
{
    /// <param name="sessionEnd">
    /// When the session can be over at the latest. The credentials hold until then, whatever <c>ttlMinutes</c> says: a browser goes on refreshing what it
    /// has at the TURN server by the credentials that it was given when its connection was made.
    /// </param>
    public IReadOnlyList<IceServer> For(DateTimeOffset now, DateTimeOffset sessionEnd)
    {
        if (settings.Value.Turn is not { Urls.Count: > 0 } turn) return [];
        var end = now.AddMinutes(turn.TtlMinutes);
        var expires = (end > sessionEnd ? end : sessionEnd).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var user = $"{expires}:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var password = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(turn.Secret), Encoding.UTF8.GetBytes(user)));
        return [new IceServer([.. turn.Urls], user, password)];
    }
}
