using System.Net.Sockets;

namespace SessionRelay.Net;

/// <summary>How the relay's ports are opened: on every interface, IPv6 and IPv4 by one socket, IPv4 alone where the system has no IPv6; what fails is told in the operator's words.</summary>
internal static class PortOpening
{
    /// <param name="protocol">As in the message: <c>UDP</c> or <c>TCP</c>.</param>
    /// <param name="setting">The setting that names the port.</param>
    /// <param name="port">0: any free one.</param>
    /// <param name="open">Binds a socket; told whether it is to be IPv6, with IPv4 mapped.</param>
    /// <exception cref="RelayStartException"><c>port-taken</c> or <c>address-unusable</c>.</exception>
    public static T Open<T>(string protocol, string setting, int port, Func<bool, T> open)
    {
        try
        {
            return OpenEither(open);
        }
        catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new RelayStartException(
                "port-taken",
                $"{protocol} port {port} is taken by another program, so the relay can't receive media there. Stop that program, or choose another port with --{setting}.",
                taken);
        }
        catch (SocketException refused)
        {
            throw new RelayStartException(
                "address-unusable",
                $"The relay can't open {protocol} port {port}: {refused.Message}. Choose another port with --{setting}, or run it where it may open this one.",
                refused);
        }
    }

    private static T OpenEither<T>(Func<bool, T> open)
    {
        try
        {
            return open(Socket.OSSupportsIPv6);
        }
        catch (SocketException noIPv6) when (noIPv6.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
        {
            return open(false);
        }
    }
}
