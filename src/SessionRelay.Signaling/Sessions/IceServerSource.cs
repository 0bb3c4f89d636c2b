using System.Net;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Sessions;

/// <summary><c>iceServers</c> from <c>Relay:Turn</c>, with credentials that end (coturn's <c>use-auth-secret</c>).</summary>
internal sealed class IceServerSource(IOptions<RelaySettings> settings)
{
    private readonly TurnAddresses addresses = new(settings.Value.Turn?.Urls ?? [], Dns.GetHostAddressesAsync);

    /// <summary>Whether packets from there come by way of the TURN server. Known a moment after the first person was given credentials.</summary>
    public bool IsTurn(IPAddress? from) => addresses.Has(from);

    /// <param name="sessionEnd">
    /// When the session can be over at the latest. The credentials hold until then, whatever <c>ttlMinutes</c> says: a browser goes on refreshing what it
    /// has at the TURN server by the credentials that it was given when its connection was made.
    /// </param>
    public IReadOnlyList<IceServer> For(DateTimeOffset now, DateTimeOffset sessionEnd)
    {
        if (settings.Value.Turn is not { Urls.Count: > 0 } turn) return [];
        _ = addresses.RefreshAsync(now);
        var end = now.AddMinutes(turn.TtlMinutes);
        var (user, password) = turn.CredentialsUntil(end > sessionEnd ? end : sessionEnd);
        return [new IceServer([.. turn.Urls], user, password)];
    }
}
