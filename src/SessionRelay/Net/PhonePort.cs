using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>The UDP port of one phone leg's sound. One thread at a time uses it; allocates nothing for a packet.</summary>
internal sealed unsafe class PhonePort : IDisposable
{
    /// <summary>Bytes of a datagram that is read: 120 ms of G.711 is 972; what is longer is cut off, and no packet any more.</summary>
    public const int ReceiveSize = 1500;

    /// <summary>Ports are taken until one is even: RFC 3550 section 11 has RTP on an even one, and there are phones that believe it.</summary>
    private const int Tries = 16;

    private readonly Socket _socket;
    private readonly bool _isIPv6;

    private PhonePort(Socket socket)
    {
        _socket = socket;
        _isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        Descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        LocalPort = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public int Descriptor { get; }

    public int LocalPort { get; }

    /// <summary>A free port on all interfaces, an even one of the range where there is one. Null when there is none.</summary>
    public static PhonePort? TryBind(AddressFamily family, PortRange? range = null) => range is { } wanted ? TryBindIn(family, wanted) : TryBindAny(family);

    /// <summary>From one at random on, as a port that a call has just left may still get what was sent to it.</summary>
    private static PhonePort? TryBindIn(AddressFamily family, PortRange range)
    {
        var first = (range.First + 1) / 2;
        var count = range.Last / 2 - first + 1;
        if (count <= 0)
            return null;
        var start = RandomNumberGenerator.GetInt32(count);
        for (var i = 0; i < count; i++)
        {
            if (TryBind(family, (first + (start + i) % count) * 2) is { } port)
                return port;
        }

        return null;
    }

    private static PhonePort? TryBindAny(AddressFamily family)
    {
        for (var i = 0; ; i++)
        {
            if (TryBind(family, 0) is not { } port)
                return null;
            if (port.LocalPort % 2 == 0 || i == Tries)
                return port;
            port.Dispose();
        }
    }

    private static PhonePort? TryBind(AddressFamily family, int number)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp) { Blocking = false }; // throws when the process has no descriptor left
            socket.Bind(new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, number));
            return new PhonePort(socket);
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return null;
        }
    }

    /// <summary>Takes the next datagram; false when none waits.</summary>
    public bool TryReceive(Span<byte> buffer, out int length, out TransportAddress from)
    {
        from = default;
        Span<byte> name = stackalloc byte[SocketName.Size];
        var nameLength = (uint)SocketName.Size;
        fixed (byte* memory = buffer, names = name)
            length = (int)LibC.ReceiveFrom(Descriptor, memory, (nuint)buffer.Length, LibC.MsgDontWait, names, &nameLength);
        if (length < 0)
            return false;
        from = SocketName.Read(name);
        return true;
    }

    /// <summary>What the kernel doesn't take is as good as lost on the way.</summary>
    public void Send(ReadOnlySpan<byte> packet, in TransportAddress to)
    {
        if (!_isIPv6 && !to.IsIPv4)
            return;
        Span<byte> name = stackalloc byte[SocketName.Size];
        var nameLength = SocketName.Write(name, to, _isIPv6);
        fixed (byte* memory = packet, names = name)
            _ = LibC.SendTo(Descriptor, memory, (nuint)packet.Length, LibC.MsgDontWait, names, nameLength);
    }

    public void Dispose() => _socket.Dispose();
}
