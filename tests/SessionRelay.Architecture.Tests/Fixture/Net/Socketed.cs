using System.Net;
using System.Net.Sockets;

namespace SessionRelay.Architecture.Tests.Fixture.Net;

/// <summary>Touches what only one room may touch.</summary>
internal static class Socketed
{
    private static readonly Lock Gate = new();

    public static int Port()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        lock (Gate) socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (int)(TimeProvider.System.GetTimestamp() % 2);
    }
}

/// <summary>Could be sealed and is not.</summary>
#pragma warning disable MA0053 // what the rule must catch
internal class Unsealed
#pragma warning restore MA0053
{
    public static async Task WaitAsync() => await Task.Yield();
}
