using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// One UDP port on all interfaces, read and written in batches. Receives with <c>recvmmsg</c> into memory of its own and learns from each packet's
/// control data which local address it came to; sends by its <see cref="SendQueue"/>. One thread uses it; only <see cref="ReceiveDrops"/> may be read from others.
/// </summary>
internal sealed unsafe class UdpPort : IDatagramSink, IDisposable
{
    /// <summary>Datagrams received in one system call: enough for a video burst of every person in a large room, small enough to stay in the L2 cache.</summary>
    public const int ReceiveBatch = 64;

    /// <summary>Bytes of a receive buffer: above any path MTU of the Internet; what is longer is cut off and dropped.</summary>
    private const int ReceiveSize = 2048;

    private const int NameSize = SocketName.Size;
    private const int ReceiveControl = 80; // timespec: 16 + 16; in6_pktinfo: 16 + 20 → 40

    /// <summary>Asked of the kernel for each direction, bytes; it grants up to net.core.rmem_max and wmem_max.</summary>
    public const int SocketBuffer = 4 << 20;

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly TransportAddress _anyLocal;

    private readonly byte[] _receiveMemory = GC.AllocateArray<byte>(ReceiveBatch * ReceiveSize, pinned: true);
    private readonly byte[] _receiveNames = GC.AllocateArray<byte>(ReceiveBatch * NameSize, pinned: true);
    private readonly byte[] _receiveControls = GC.AllocateArray<byte>(ReceiveBatch * ReceiveControl, pinned: true);
    private readonly LibC.IoVector[] _receiveVectors = GC.AllocateArray<LibC.IoVector>(ReceiveBatch, pinned: true);
    private readonly LibC.MultiMessageHeader[] _receiveHeaders = GC.AllocateArray<LibC.MultiMessageHeader>(ReceiveBatch, pinned: true);

    private readonly SendQueue _sending;
    private bool _stamps;
    private int _received;
    private LibC.TimeSpec _receivedAt;

    private UdpPort(Socket socket, bool isIPv6)
    {
        _socket = socket;
        _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        LocalPort = ((IPEndPoint)socket.LocalEndPoint!).Port;
        _anyLocal = TransportAddress.FromIPv4(0, (ushort)LocalPort);
        _sending = new SendQueue(_descriptor, isIPv6, _anyLocal);
        for (var i = 0; i < ReceiveBatch; i++)
        {
            _receiveVectors[i].Base = Pointer(_receiveMemory, i * ReceiveSize);
            _receiveVectors[i].Length = ReceiveSize;
            ref var header = ref _receiveHeaders[i].Header;
            header.Name = Pointer(_receiveNames, i * NameSize);
            header.Vectors = Pointer(_receiveVectors, i);
            header.VectorCount = 1;
            header.Control = Pointer(_receiveControls, i * ReceiveControl);
        }
    }

    public int LocalPort { get; }

    public int Descriptor => _descriptor;

    /// <summary>Where datagrams go whose path is a TCP connection's; without it they are counted as failures.</summary>
    public TcpPort? Streams
    {
        get => _sending.Streams;
        set => _sending.Streams = value;
    }

    /// <summary>Datagrams that could not be handed to the kernel (its buffer stayed full, or no route).</summary>
    public long SendFailures => _sending.Failures;

    /// <summary>Datagrams that the kernel dropped as the receive buffer was full. Any thread.</summary>
    public long ReceiveDrops
    {
        get
        {
            const int DropsIndex = 8; // SK_MEMINFO_DROPS
            var info = stackalloc uint[DropsIndex + 1];
            var length = (uint)((DropsIndex + 1) * sizeof(uint));
            return LibC.GetSocketOption(_descriptor, LibC.LevelSocket, LibC.SocketMemoryInfo, info, &length) == 0 ? info[DropsIndex] : 0;
        }
    }

    /// <summary>
    /// Binds <paramref name="port"/> (0: any free) on every interface, IPv6 and IPv4 by one socket, IPv4 alone where the system has no IPv6.
    /// Throws <see cref="RelayStartException"/> <c>port-taken</c> or <c>address-unusable</c>.
    /// </summary>
    public static UdpPort Bind(int port) => PortOpening.Open("UDP", "Relay:UdpPort", port, isIPv6 => Open(port, isIPv6));

    /// <summary>Receives what is there, up to <see cref="ReceiveBatch"/> datagrams; gives their number, 0 when none waits.</summary>
    public int Receive()
    {
        for (var i = 0; i < _received; i++)
        {
            ref var used = ref _receiveHeaders[i].Header;
            used.NameLength = NameSize;
            used.ControlLength = ReceiveControl;
        }

        if (_received == 0)
        {
            for (var i = 0; i < ReceiveBatch; i++)
            {
                _receiveHeaders[i].Header.NameLength = NameSize;
                _receiveHeaders[i].Header.ControlLength = ReceiveControl;
            }
        }

        var count = LibC.ReceiveMessages(_descriptor, Pointer(_receiveHeaders, 0), ReceiveBatch, LibC.MsgDontWait, null);
        _received = Math.Max(count, 0);
        if (_stamps && _received > 0)
        {
            fixed (LibC.TimeSpec* now = &_receivedAt)
                _ = LibC.GetTime(LibC.ClockRealtime, now);
        }

        return _received;
    }

    /// <summary>
    /// From now on the kernel notes when each datagram arrives, for <see cref="Waited"/>: the pace of a burst is what its sender's estimator measures,
    /// and a thread that comes late (it works, or waits for a core) would see it arrive at once.
    /// </summary>
    public void StampArrivals()
    {
        Span<byte> on = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(on, 1);
        _socket.SetRawSocketOption(LibC.LevelSocket, LibC.SocketTimestampNs, on);
        _stamps = true;
    }

    /// <summary>How long datagram <paramref name="index"/> of the last <see cref="Receive"/> had been here by then: 0 to 1 s; 0 without stamps.</summary>
    public TimeSpan Waited(int index)
    {
        const long Longest = 1_000_000_000; // ns; more is a step of the wall clock, by which the kernel stamps
        if (!_stamps || FindControl(_receiveHeaders[index].Header, LibC.LevelSocket, LibC.SocketTimestampNs) is not { Length: >= 16 } stamp)
            return TimeSpan.Zero;
        var seconds = _receivedAt.Seconds - MemoryMarshal.Read<long>(stamp);
        if (seconds is < 0 or > 1)
            return TimeSpan.Zero;
        var waited = (seconds * 1_000_000_000) + _receivedAt.Nanoseconds - MemoryMarshal.Read<long>(stamp[8..]);
        return waited is < 0 or > Longest ? TimeSpan.Zero : TimeSpan.FromTicks(waited / TimeSpan.NanosecondsPerTick);
    }

    /// <summary>
    /// Datagram <paramref name="index"/> of the last <see cref="Receive"/>. Empty when it was cut off. The memory is good until the next receive
    /// and may be changed in place.
    /// </summary>
    public Span<byte> Received(int index, out NetworkPath path)
    {
        ref var message = ref _receiveHeaders[index];
        path = new NetworkPath(SocketName.Read(_receiveNames.AsSpan(index * NameSize, NameSize)), ReadLocal(message.Header));
        return (message.Header.Flags & LibC.MsgTruncated) != 0
            ? []
            : _receiveMemory.AsSpan(index * ReceiveSize, (int)message.Length);
    }

    public Span<byte> Reserve() => _sending.Reserve();

    public void Commit(SendFlow flow, int length) => _sending.Commit(flow, length);

    public void Commit(in NetworkPath path, int length) => _sending.Commit(path, length);

    /// <summary>Hands all that was committed to the kernel, in order for each receiver.</summary>
    public void Flush()
    {
        _sending.Flush();
        _sending.Streams?.Flush();
    }

    /// <summary>Waits until a datagram is there, at most this long.</summary>
    public void WaitReadable(TimeSpan atMost)
    {
        if (atMost <= TimeSpan.Zero)
            return;
        var descriptor = new LibC.PollDescriptor { FileDescriptor = _descriptor, Events = LibC.PollIn };
        var timeout = LibC.TimeSpec.Of(atMost);
        _ = LibC.Poll(&descriptor, 1, &timeout, null);
    }

    public void Dispose() => _socket.Dispose();

    private static UdpPort Open(int port, bool isIPv6)
    {
        var socket = new Socket(isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (isIPv6)
                socket.DualMode = true;
            socket.ReceiveBufferSize = SocketBuffer;
            socket.SendBufferSize = SocketBuffer;
            Span<byte> on = stackalloc byte[sizeof(int)];
            BitConverter.TryWriteBytes(on, 1);
            if (isIPv6)
                socket.SetRawSocketOption(LibC.LevelIPv6, LibC.IPv6ReceivePacketInfo, on);
            else
                socket.SetRawSocketOption(LibC.LevelIp, LibC.IpPacketInfo, on);
            socket.Bind(new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port));
            return new UdpPort(socket, isIPv6);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static T* Pointer<T>(T[] pinned, int index)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[index]);

    private TransportAddress ReadLocal(in LibC.MessageHeader header)
    {
        if (FindControl(header, LibC.LevelIPv6, LibC.IPv6PacketInfo) is { Length: >= 20 } info)
        {
            var address = TransportAddress.FromIPv6(info, (ushort)LocalPort);
            // A link-local address is nothing without its interface (RFC 4007 section 6).
            return address.High >> 54 == 0xFE80 >> 6 ? address with { ScopeId = MemoryMarshal.Read<uint>(info[16..]) } : address;
        }

        return FindControl(header, LibC.LevelIp, LibC.IpPacketInfo) is { Length: >= 12 } infoIPv4
            ? TransportAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(infoIPv4[8..]), (ushort)LocalPort)
            : _anyLocal;
    }

    /// <summary>The data of one kind among what the kernel says beside a datagram (cmsg(3)); empty when it says nothing of it.</summary>
    private static ReadOnlySpan<byte> FindControl(in LibC.MessageHeader header, int level, int type)
    {
        const int HeaderSize = 16; // sizeof(cmsghdr)
        const int Alignment = 8; // of the next one
        var rest = new ReadOnlySpan<byte>(header.Control, (int)header.ControlLength);
        while (rest.Length >= HeaderSize)
        {
            var length = MemoryMarshal.Read<long>(rest);
            if (length < HeaderSize || length > rest.Length)
                return [];
            if (MemoryMarshal.Read<int>(rest[8..]) == level && MemoryMarshal.Read<int>(rest[12..]) == type)
                return rest[HeaderSize..(int)length];
            rest = rest[Math.Min(rest.Length, ((int)length + Alignment - 1) & -Alignment)..];
        }

        return [];
    }
}
