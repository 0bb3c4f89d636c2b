using System.Net;
using System.Net.Sockets;

namespace SessionRelay.Signaling.Sessions;

/// <summary>
/// Where packets come from that a TURN server sends on: its own addresses, by the hosts of <c>Relay:Turn:Urls</c>. To the relay they look like anybody's. A server that
/// sends from other addresses than it is reached at is not known. Any thread.
/// </summary>
/// <param name="urls">As browsers take them (RFC 7065).</param>
/// <param name="resolve">Asks for the addresses of a name.</param>
internal sealed class TurnAddresses(IEnumerable<string> urls, Func<string, Task<IPAddress[]>> resolve)
{
    /// <summary>Addresses of a server change with its installation, not by the minute.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(5);

    private readonly string[] hosts = [.. urls.Select(HostOf).Where(host => host.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
    private readonly Lock asking = new();
    private IPAddress[] known = [];
    private DateTimeOffset askAt = DateTimeOffset.MinValue;

    public bool Has(IPAddress? address) => address is not null && known.Contains(address);

    /// <summary>Asks for the addresses, unless that was done a short while ago. Those that were known stay so while no answer comes.</summary>
    public Task RefreshAsync(DateTimeOffset now)
    {
        lock (asking)
        {
            if (now < askAt || hosts.Length == 0) return Task.CompletedTask;
            askAt = now + AskAgainAfter;
        }

        return AskAsync();
    }

    /// <summary>Between the scheme and the port; without the brackets of an IPv6 address. Empty when there is none.</summary>
    public static string HostOf(string url)
    {
        var rest = url[(url.IndexOf(':') + 1)..].Split('?')[0];
        return rest.StartsWith('[') ? rest[1..].Split(']')[0] : rest.Split(':')[0];
    }

    private async Task AskAsync()
    {
        var found = new List<IPAddress>();
        foreach (var host in hosts)
        {
            try
            {
                found.AddRange(IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host).ConfigureAwait(false));
            }
            catch (SocketException)
            {
                return; // the name service is away: `doctor` says so, and a return is counted as `peer` meanwhile
            }
        }

        known = [.. found];
    }
}
