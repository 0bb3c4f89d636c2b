using System.Net;
using System.Net.Sockets;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>A TCP port that listens on every interface, and the connections that come: each with the options that media needs. One thread.</summary>
internal sealed unsafe class TcpListener : IDisposable
{
    /// <summary>Connections that the kernel completes before they are taken: all people of a node that lost their UDP at once.</summary>
    private const int Queue = 512;

    /// <summary>Bytes that the kernel keeps of one connection until they are acknowledged: 20 Mbit/s at 100 ms. What is more waits in <see cref="FrameBacklog"/>.</summary>
    private const int SendBuffer = 256 * 1024;

    private readonly Socket _socket;

    private TcpListener(Socket socket)
    {
        _socket = socket;
        Descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        LocalPort = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public int Descriptor { get; }

    public int LocalPort { get; }

    /// <summary>
    /// Binds <paramref name="port"/> (0: any free) on every interface, IPv6 and IPv4 by one socket, IPv4 alone where the system has no IPv6.
    /// Throws <see cref="RelayStartException"/> <c>port-taken</c> or <c>address-unusable</c>.
    /// </summary>
    public static TcpListener Bind(int port) => PortOpening.Open("TCP", "Relay:Tcp:Port", port, isIPv6 => Open(port, isIPv6));

    /// <summary>The next connection's descriptor and path; null when none waits. <paramref name="isShort"/>: the system has no memory or descriptors left for it.</summary>
    public int? Accept(out NetworkPath path, out bool isShort)
    {
        path = default;
        isShort = false;
        Span<byte> name = stackalloc byte[SocketName.Size];
        fixed (byte* at = name)
        {
            var length = (uint)name.Length;
            var descriptor = LibC.Accept(Descriptor, at, &length, LibC.SocketNonBlocking | LibC.SocketCloseOnExec);
            if (descriptor < 0)
            {
                isShort = System.Runtime.InteropServices.Marshal.GetLastPInvokeError()
                    is LibC.ErrnoFilesOfProcess or LibC.ErrnoFilesOfSystem or LibC.ErrnoNoMemory or LibC.ErrnoNoBuffers;
                return null;
            }

            var remote = SocketName.Read(name, TransportProtocol.Tcp);
            length = (uint)name.Length;
            _ = LibC.GetSocketName(descriptor, at, &length);
            path = new NetworkPath(remote, SocketName.Read(name, TransportProtocol.Tcp));
            Set(descriptor, LibC.LevelTcp, LibC.TcpNoDelay, 1);
            Set(descriptor, LibC.LevelSocket, LibC.SocketSendBuffer, SendBuffer);
            return descriptor;
        }
    }

    /// <summary>Closes at once, with a reset: what waits to be sent is not worth keeping.</summary>
    public static void Abort(int descriptor)
    {
        long onForNothing = 1; // struct linger: on, 0 seconds
        _ = LibC.SetSocketOption(descriptor, LibC.LevelSocket, LibC.SocketLinger, &onForNothing, sizeof(long));
        _ = LibC.Close(descriptor);
    }

    public void Dispose() => _socket.Dispose();

    private static void Set(int descriptor, int level, int name, int value) =>
        _ = LibC.SetSocketOption(descriptor, level, name, &value, sizeof(int));

    private static TcpListener Open(int port, bool isIPv6)
    {
        var socket = new Socket(isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (isIPv6)
                socket.DualMode = true;
            socket.Blocking = false;
            socket.Bind(new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
            socket.Listen(Queue);
            return new TcpListener(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
