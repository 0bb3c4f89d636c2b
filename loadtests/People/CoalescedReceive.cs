using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SessionRelay.Net;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// The receiving half of <see cref="SharedPort"/>: datagrams of one size and sender come from the kernel as one (UDP_GRO), as they do on a machine whose network card
/// coalesces them. On loopback the receiver's half of the kernel's work is done on the sender's time, so without it the node would be charged for what is the generator's.
/// One thread; nothing is allocated after construction.
/// </summary>
internal sealed unsafe partial class CoalescedReceive
{
    private const int Messages = 64;
    private const int NameSize = 28; // sizeof(sockaddr_in6)
    private const int ControlSize = 128; // in6_pktinfo 40, UDP_GRO 24
    private const int ControlHeaderSize = 16; // sizeof(cmsghdr)
    private const int UdpGro = 104;

    /// <summary>Bytes: the largest IP packet, and a stride that does not put every buffer on the same cache lines.</summary>
    private const int MessageSize = 65_536 + 192;

    private readonly int _socket;
    private readonly byte[] _memory = GC.AllocateArray<byte>(Messages * MessageSize, pinned: true);
    private readonly byte[] _names = GC.AllocateArray<byte>(Messages * NameSize, pinned: true);
    private readonly byte[] _controls = GC.AllocateArray<byte>(Messages * ControlSize, pinned: true);
    private readonly LibC.IoVector[] _vectors = GC.AllocateArray<LibC.IoVector>(Messages, pinned: true);
    private readonly LibC.MultiMessageHeader[] _headers = GC.AllocateArray<LibC.MultiMessageHeader>(Messages, pinned: true);
    private Part[] _parts = new Part[Messages];
    private int _received = Messages;

    /// <param name="socket">A dual-stack UDP socket that tells of each datagram which address it came to.</param>
    /// <exception cref="InvalidOperationException">The kernel has no UDP_GRO (Linux before 5.0).</exception>
    public CoalescedReceive(int socket)
    {
        _socket = socket;
        var on = 1;
        if (SetSocketOption(socket, LibC.LevelUdp, UdpGro, &on, sizeof(int)) != 0)
            throw new InvalidOperationException($"UDP_GRO is not available: {Marshal.GetLastPInvokeErrorMessage()}. Linux 5.0 or later has it.");
        for (var i = 0; i < Messages; i++)
        {
            _vectors[i] = new LibC.IoVector { Base = Pointer(_memory, i * MessageSize), Length = MessageSize };
            _headers[i].Header = new LibC.MessageHeader { Name = Pointer(_names, i * NameSize), Vectors = Pointer(_vectors, i), VectorCount = 1, Control = Pointer(_controls, i * ControlSize) };
        }
    }

    /// <summary>Receives what is there, up to a batch; gives the number of datagrams.</summary>
    public int Receive(out bool mayHaveMore)
    {
        for (var i = 0; i < _received; i++)
        {
            _headers[i].Header.NameLength = NameSize;
            _headers[i].Header.ControlLength = ControlSize;
        }

        _received = Math.Max(0, LibC.ReceiveMessages(_socket, Pointer(_headers, 0), Messages, LibC.MsgDontWait, null));
        mayHaveMore = _received == Messages;
        var count = 0;
        for (var i = 0; i < _received; i++)
        {
            var length = (int)_headers[i].Length;
            ReadControl(_headers[i].Header, out var size);
            for (var at = 0; at < length; at += size)
            {
                if (count == _parts.Length)
                    Array.Resize(ref _parts, count * 2);
                _parts[count++] = new Part(i, at, Math.Min(size, length - at));
            }
        }

        return count;
    }

    /// <summary>Datagram <paramref name="index"/> of the last batch, where it came to and from.</summary>
    public Span<byte> Received(int index, out TransportAddress local, out TransportAddress from)
    {
        var part = _parts[index];
        local = ReadControl(_headers[part.Message].Header, out _);
        var name = _names.AsSpan(part.Message * NameSize, NameSize);
        from = TransportAddress.FromIPv6(name[8..], (ushort)((name[2] << 8) | name[3]), MemoryMarshal.Read<uint>(name[24..]));
        return _memory.AsSpan((part.Message * MessageSize) + part.Offset, part.Length);
    }

    /// <summary>The local address of a message, and the size of the datagrams that it is made of.</summary>
    private static TransportAddress ReadControl(in LibC.MessageHeader header, out int size)
    {
        var local = default(TransportAddress);
        size = MessageSize;
        var control = new ReadOnlySpan<byte>(header.Control, (int)header.ControlLength);
        while (control.Length >= ControlHeaderSize)
        {
            var length = (int)MemoryMarshal.Read<nuint>(control);
            var value = control[ControlHeaderSize..length];
            switch (MemoryMarshal.Read<int>(control[8..]), MemoryMarshal.Read<int>(control[12..]))
            {
                case (LibC.LevelIPv6, LibC.IPv6PacketInfo):
                    local = TransportAddress.FromIPv6(value, 0);
                    break;
                case (LibC.LevelUdp, UdpGro):
                    size = MemoryMarshal.Read<int>(value);
                    break;
            }

            control = control[Math.Min(control.Length, (length + 7) & ~7)..];
        }

        return local;
    }

    private static T* Pointer<T>(T[] pinned, int index)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[index]);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetSocketOption(int socket, int level, int name, void* value, uint length);

    /// <summary>A datagram within a message.</summary>
    private readonly record struct Part(int Message, int Offset, int Length);
}
