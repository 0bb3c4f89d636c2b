using System.Net;
using System.Net.Sockets;

namespace SessionRelay.Net;

/// <summary>A trunk's name, as an operator writes it, and where it leads.</summary>
internal sealed class TrunkName
{
    private static readonly TimeSpan ResolveTime = TimeSpan.FromSeconds(10); // longer than a resolver's own tries of 5 s

    private readonly string _host;
    private readonly int _port;

    private TrunkName(string host, int? port, bool isTls)
    {
        _host = host;
        _port = port ?? (isTls ? 5061 : 5060); // RFC 3261 section 19.1.2
        var written = host.Contains(':') ? $"[{host}]" : host;
        Domain = port is null ? written : $"{written}:{port}";
    }

    /// <summary>Host and, where it was named, port, as a SIP URI has them.</summary>
    public string Domain { get; }

    /// <summary>What its certificate is to be for.</summary>
    public string Host => _host;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[IPv6]</c> or <c>[IPv6]:port</c>. Null when it is none of them.</summary>
    public static TrunkName? TryParse(string text, bool isTls)
    {
        var host = text.Trim();
        int? port = null;
        if (!IPAddress.TryParse(host, out _) || host.StartsWith('['))
        {
            var colon = host.LastIndexOf(':');
            if (colon > host.LastIndexOf(']'))
            {
                if (!ushort.TryParse(host.AsSpan(colon + 1), out var number) || number == 0)
                    return null;
                (host, port) = (host[..colon], number);
            }

            if (host.StartsWith('[') && host.EndsWith(']'))
                host = host[1..^1];
        }

        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? null : new TrunkName(host, port, isTls);
    }

    /// <summary>Where it leads, and from which of this machine's addresses; null when that can't be said now.</summary>
    /// <param name="family">Only addresses of this family; null: IPv4 first.</param>
    /// <param name="current">Where it led before; null: nowhere yet.</param>
    public async Task<(IPEndPoint Server, IPAddress Local)?> ResolveAsync(IPAddress? local, AddressFamily? family, IPAddress? current, CancellationToken stop)
    {
        try
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
            bound.CancelAfter(ResolveTime);
            var addresses = await Dns.GetHostAddressesAsync(_host, bound.Token).ConfigureAwait(false);
            if (Choose(addresses, family ?? local?.AddressFamily, current) is not { } chosen)
                return null;
            var server = new IPEndPoint(chosen, _port);
            return (server, local ?? LocalTowards(server));
        }
        catch (Exception) when (!stop.IsCancellationRequested)
        {
            // No such name, no resolver, no way, too slow: all the same to a trunk that is looked for again.
            return null;
        }
    }

    /// <summary>The one in use while the name still has it: many resolvers turn the order with each answer, and calls belong to the server that took them.</summary>
    internal static IPAddress? Choose(IPAddress[] addresses, AddressFamily? family, IPAddress? current) =>
        current is not null && addresses.Contains(current)
            ? current
            : addresses.Where(address => family is null || address.AddressFamily == family).OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork).FirstOrDefault();

    /// <summary>The address that the system would send from; nothing is sent.</summary>
    private static IPAddress LocalTowards(IPEndPoint server)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(server);
        return ((IPEndPoint)socket.LocalEndPoint!).Address;
    }
}
