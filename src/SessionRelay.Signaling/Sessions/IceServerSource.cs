using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Sessions;

/// <summary><c>iceServers</c> from <c>Relay:Turn</c>, with credentials that end (coturn's <c>use-auth-secret</c>).</summary>
internal sealed class IceServerSource(IOptions<RelaySettings> settings)
{
    public IReadOnlyList<IceServer> For(DateTimeOffset now)
    {
        if (settings.Value.Turn is not { Urls.Count: > 0 } turn) return [];
        var (user, password) = turn.CredentialsAt(now);
        return [new IceServer([.. turn.Urls], user, password)];
    }
}
