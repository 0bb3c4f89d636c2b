using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// Datagrams that wait for the next flush of a <see cref="UdpPort"/>, and how they get to the kernel: those of one receiver stay in order and together, a run of equal
/// size goes as one message that the kernel segments (UDP_SEGMENT), and all messages of a flush go by <c>sendmmsg</c>. What is committed for one receiver in a row lies
/// in memory in a row too, so that a run is one vector. One thread; nothing is allocated after construction.
/// </summary>
internal sealed unsafe class SendQueue
{
    /// <summary>Datagrams that can wait; more flush by themselves. 256 of 1,200 bytes are still in the L2 cache when the kernel copies them.</summary>
    private const int Slots = 128;

    /// <summary>The kernel segments at most 64 (UDP_MAX_SEGMENTS) and one IP packet's worth of bytes.</summary>
    private const int MaxSegments = 64;
    private const int MaxSegmentedBytes = 65_000;

    private const int NameSize = SocketName.Size;
    private const int ControlSize = 64; // in6_pktinfo: 16 + 20 → 40; UDP_SEGMENT: 16 + 2 → 24
    private const int SegmentControlSize = 24;

    private readonly int _socket;
    private readonly bool _isIPv6;
    private readonly TransportAddress _anyLocal;
    private readonly byte[] _memory = GC.AllocateArray<byte>(Slots * IDatagramSink.MaxDatagram, pinned: true);
    private readonly Waiting[] _waiting = new Waiting[Slots];
    private readonly SendFlow[] _activeFlows = new SendFlow[Slots];
    private readonly SendFlow[] _looseFlows = new SendFlow[Slots];
    private readonly byte[] _names = GC.AllocateArray<byte>(Slots * NameSize, pinned: true);
    private readonly byte[] _controls = GC.AllocateArray<byte>(Slots * ControlSize, pinned: true);
    private readonly LibC.IoVector[] _vectors = GC.AllocateArray<LibC.IoVector>(Slots, pinned: true);
    private readonly LibC.MultiMessageHeader[] _headers = GC.AllocateArray<LibC.MultiMessageHeader>(Slots, pinned: true);
    private readonly Run[] _runs = new Run[Slots];

    private int _used;
    private int _position;
    private int _activeCount;
    private int _looseCount;
    private int _messageCount;
    private int _vectorCount;
    private long _failures;

    /// <param name="socket">A bound UDP socket's descriptor; the caller closes it.</param>
    /// <param name="isIPv6">Its addresses are IPv6, IPv4 ones mapped.</param>
    /// <param name="anyLocal">The local address that leaves the choice to the kernel.</param>
    public SendQueue(int socket, bool isIPv6, in TransportAddress anyLocal)
    {
        _socket = socket;
        _isIPv6 = isIPv6;
        _anyLocal = anyLocal;
        for (var i = 0; i < Slots; i++)
        {
            _looseFlows[i] = new SendFlow();
            ref var header = ref _headers[i].Header;
            header.Name = Pointer(_names, i * NameSize);
            header.Control = Pointer(_controls, i * ControlSize);
        }
    }

    /// <summary>Datagrams that the kernel did not take (its buffer stayed full, or no route). Any thread.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Takes what goes over TCP.</summary>
    public TcpPort? Streams { get; set; }

    /// <inheritdoc cref="IDatagramSink.Reserve"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve()
    {
        if (_used == Slots)
            Flush();
        return _memory.AsSpan(_position, IDatagramSink.MaxDatagram);
    }

    /// <inheritdoc cref="IDatagramSink.Commit(SendFlow, int)"/>
    public void Commit(SendFlow flow, int length)
    {
        var slot = _used++;
        _waiting[slot] = new Waiting(_position, length, -1);
        _position += length;
        if (flow.Last < 0)
        {
            flow.First = slot;
            _activeFlows[_activeCount++] = flow;
        }
        else
        {
            _waiting[flow.Last].Next = slot;
        }

        flow.Last = slot;
    }

    /// <inheritdoc cref="IDatagramSink.Commit(in NetworkPath, int)"/>
    public void Commit(in NetworkPath path, int length)
    {
        var loose = _looseFlows[_looseCount++];
        loose.Path = path;
        Commit(loose, length);
    }

    /// <summary>Hands all that was committed to the kernel, in order for each receiver.</summary>
    public void Flush()
    {
        if (_used == 0)
            return;
        for (var i = 0; i < _activeCount; i++)
        {
            var flow = _activeFlows[i];
            if (flow.Path.Remote.Protocol == TransportProtocol.Tcp)
                SendFramed(flow);
            else
                AddMessages(flow);
            flow.First = -1;
            flow.Last = -1;
        }

        Send();
        _used = 0;
        _position = 0;
        _activeCount = 0;
        _looseCount = 0;
    }

    private void SendFramed(SendFlow flow)
    {
        var path = flow.Path;
        for (var slot = flow.First; slot >= 0; slot = _waiting[slot].Next)
        {
            ref readonly var datagram = ref _waiting[slot];
            if (Streams is null)
                _failures++;
            else
                Streams.Send(path, _memory.AsSpan(datagram.Offset, datagram.Length));
        }
    }

    private void AddMessages(SendFlow flow)
    {
        var slot = flow.First;
        while (slot >= 0)
        {
            var size = _waiting[slot].Length;
            var firstVector = _vectorCount;
            var end = -1; // where the last vector's bytes end
            var count = 0;
            var bytes = 0;
            while (slot >= 0)
            {
                ref readonly var datagram = ref _waiting[slot];
                if (count == MaxSegments || bytes + datagram.Length > MaxSegmentedBytes || datagram.Length > size)
                    break;
                if (datagram.Offset == end)
                    _vectors[_vectorCount - 1].Length += (nuint)datagram.Length;
                else
                    _vectors[_vectorCount++] = new LibC.IoVector { Base = Pointer(_memory, datagram.Offset), Length = (nuint)datagram.Length };
                end = datagram.Offset + datagram.Length;
                count++;
                bytes += datagram.Length;
                slot = datagram.Next;
                if (datagram.Length < size)
                    break; // only the last segment may be shorter
            }

            AddMessage(flow.Path, firstVector, count, size);
        }
    }

    private void AddMessage(in NetworkPath path, int firstVector, int count, int size)
    {
        var index = _messageCount++;
        _runs[index] = new Run(count, size);
        ref var header = ref _headers[index].Header;
        header.NameLength = SocketName.Write(_names.AsSpan(index * NameSize, NameSize), path.Remote, _isIPv6);
        header.Vectors = Pointer(_vectors, firstVector);
        header.VectorCount = (nuint)(_vectorCount - firstVector);
        header.ControlLength = WriteControl(_controls.AsSpan(index * ControlSize, ControlSize), path.Local, count > 1 ? size : 0);
    }

    private nuint WriteControl(Span<byte> control, in TransportAddress local, int segmentSize)
    {
        const int HeaderSize = 16; // sizeof(cmsghdr)
        var used = 0;
        if (!local.Equals(_anyLocal) && local.Port != 0)
        {
            if (_isIPv6)
            {
                WriteControlHeader(control, HeaderSize + 20, LibC.LevelIPv6, LibC.IPv6PacketInfo);
                local.WriteIPv6(control[HeaderSize..]);
                MemoryMarshal.Write(control[(HeaderSize + 16)..], local.ScopeId);
                used = HeaderSize + 24;
            }
            else
            {
                WriteControlHeader(control, HeaderSize + 12, LibC.LevelIp, LibC.IpPacketInfo);
                MemoryMarshal.Write(control[HeaderSize..], 0);
                BinaryPrimitives.WriteUInt32BigEndian(control[(HeaderSize + 4)..], local.IPv4);
                MemoryMarshal.Write(control[(HeaderSize + 8)..], 0);
                used = HeaderSize + 16;
            }
        }

        if (segmentSize > 0)
        {
            WriteControlHeader(control[used..], HeaderSize + sizeof(ushort), LibC.LevelUdp, LibC.UdpSegment);
            MemoryMarshal.Write(control[(used + HeaderSize)..], (ushort)segmentSize);
            used += SegmentControlSize;
        }

        return (nuint)used;
    }

    private static void WriteControlHeader(Span<byte> control, int length, int level, int type)
    {
        MemoryMarshal.Write(control, (nuint)length);
        MemoryMarshal.Write(control[8..], level);
        MemoryMarshal.Write(control[12..], type);
    }

    private void Send()
    {
        var next = 0;
        var waits = 0;
        while (next < _messageCount)
        {
            var sent = LibC.SendMessages(_socket, Pointer(_headers, next), (uint)(_messageCount - next), LibC.MsgDontWait);
            if (sent > 0)
            {
                next += sent;
                waits = 0;
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == LibC.ErrnoInterrupted)
                continue;
            if (error is LibC.ErrnoAgain or LibC.ErrnoNoBuffers && waits++ < 2)
            {
                WaitUntilWritable();
                continue;
            }

            // Segments longer than the path's MTU, or a device that can't checksum them: the datagrams go one by one.
            if (error is LibC.ErrnoInvalid or LibC.ErrnoIo or LibC.ErrnoMessageSize && _runs[next].Count > 1)
                SendOneByOne(next);
            else
                _failures += _runs[next].Count;
            next++;
            waits = 0;
        }

        _messageCount = 0;
        _vectorCount = 0;
    }

    private void SendOneByOne(int index)
    {
        ref var header = ref _headers[index].Header;
        var vectors = header.Vectors;
        var count = (int)header.VectorCount;
        var size = (nuint)_runs[index].Size;
        LibC.IoVector one;
        header.Vectors = &one;
        header.VectorCount = 1;
        header.ControlLength -= SegmentControlSize;
        for (var i = 0; i < count; i++)
        {
            for (nuint at = 0; at < vectors[i].Length; at += size)
            {
                one = new LibC.IoVector { Base = (byte*)vectors[i].Base + at, Length = nuint.Min(size, vectors[i].Length - at) };
                if (LibC.SendMessages(_socket, Pointer(_headers, index), 1, LibC.MsgDontWait) != 1)
                    _failures++;
            }
        }
    }

    private void WaitUntilWritable()
    {
        const long OneMillisecond = 1_000_000; // ns: longer and the receive buffer runs over
        var descriptor = new LibC.PollDescriptor { FileDescriptor = _socket, Events = LibC.PollOut };
        var timeout = new LibC.TimeSpec { Nanoseconds = OneMillisecond };
        _ = LibC.Poll(&descriptor, 1, &timeout, null);
    }

    private static T* Pointer<T>(T[] pinned, int index)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref pinned[index]);

    /// <summary>A committed datagram: where it lies, how long it is, and the receiver's next one (−1: none).</summary>
    private record struct Waiting(int Offset, int Length, int Next);

    /// <summary>The datagrams of one message, and the size of all but the last.</summary>
    private readonly record struct Run(int Count, int Size);
}
