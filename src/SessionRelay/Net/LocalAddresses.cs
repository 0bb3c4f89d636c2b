using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace SessionRelay.Net;

/// <summary>Which addresses of this machine are announced as candidates when <c>Relay:PublicAddress</c> says nothing.</summary>
internal static class LocalAddresses
{
    /// <summary>
    /// All IPv4 and IPv6 unicast addresses of the interfaces that are up, IPv4 first; loopback only when there is no other.
    /// Link-local IPv6 is left out: its zone means nothing to the other end.
    /// </summary>
    public static IReadOnlyList<IPAddress> Find()
    {
        var found = new List<IPAddress>();
        foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (network.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown) || network.NetworkInterfaceType == NetworkInterfaceType.Loopback)
                continue;
            foreach (var unicast in network.GetIPProperties().UnicastAddresses)
            {
                var address = unicast.Address;
                if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6Multicast)
                    continue;
                if (address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
                    found.Add(address);
            }
        }

        if (found.Count == 0)
            return [IPAddress.Loopback];
        found.Sort((left, right) => left.AddressFamily.CompareTo(right.AddressFamily));
        return found;
    }
}
