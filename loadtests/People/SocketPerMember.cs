using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SessionRelay.Net;
using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// A socket for each member, for a node on another machine: there people must differ by their port. One epoll(7) tells which have something; each is read and written in
/// batches of its own, so this costs some more system calls than <see cref="SharedPort"/>.
/// </summary>
internal sealed unsafe partial class SocketPerMember : ICrowdPort
{
    private const int Batch = UdpPort.ReceiveBatch;
    private const int ReceiveSize = 2048;
    private const int NameSize = 28; // sizeof(sockaddr_in6)
    private const int SendSlots = 1024;
    private const int SocketBuffer = 1 << 18; // bytes: a second of one person's media
    private const int EpollAdd = 1;
    private const uint EpollIn = 1;
    private const int LargestEvent = 16;

    // struct epoll_event is packed on x64 alone.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : LargestEvent;
    private static readonly int EventData = EventSize - sizeof(ulong);

    private readonly int _epoll = EpollCreate(0x80000); // EPOLL_CLOEXEC
    private readonly byte[] _events = GC.AllocateArray<byte>(Batch * LargestEvent, pinned: true);
    private readonly byte[] _receiveMemory = GC.AllocateArray<byte>(Batch * ReceiveSize, pinned: true);
    private readonly byte[] _names = GC.AllocateArray<byte>(Batch * NameSize, pinned: true);
    private readonly LibC.IoVector[] _vectors = GC.AllocateArray<LibC.IoVector>(Batch, pinned: true);
    private readonly LibC.MultiMessageHeader[] _headers = GC.AllocateArray<LibC.MultiMessageHeader>(Batch, pinned: true);
    private readonly int[] _receivedBy = new int[Batch];
    private readonly byte[] _sendMemory = GC.AllocateArray<byte>(SendSlots * IDatagramSink.MaxDatagram, pinned: true);
    private readonly Waiting[] _waiting = new Waiting[SendSlots];
    private readonly byte[] _sendNames = GC.AllocateArray<byte>(Batch * NameSize, pinned: true);
    private readonly LibC.IoVector[] _sendVectors = GC.AllocateArray<LibC.IoVector>(Batch, pinned: true);
    private readonly LibC.MultiMessageHeader[] _sendHeaders = GC.AllocateArray<LibC.MultiMessageHeader>(Batch, pinned: true);
    private Socket?[] _sockets = new Socket?[64];
    private int _used;
    private int _nextEvent;
    private int _eventCount;
    private long _closedDrops;
    private long _sendFailures;

    public int Descriptor => _epoll;

    public long SendFailures => _sendFailures;

    public long ReceiveDrops
    {
        get
        {
            var drops = _closedDrops;
            foreach (var socket in _sockets)
            {
                if (socket is not null)
                    drops += DropsOf(socket);
            }

            return drops;
        }
    }

    /// <summary>The address names the member, not where it is: members' packets go out by their own sockets.</summary>
    public TransportAddress Open(int member)
    {
        if (member >= _sockets.Length)
            Array.Resize(ref _sockets, Math.Max(member + 1, _sockets.Length * 2));
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true, Blocking = false };
        socket.ReceiveBufferSize = SocketBuffer;
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        _sockets[member] = socket;
        var interest = stackalloc byte[LargestEvent];
        MemoryMarshal.Write(new Span<byte>(interest, LargestEvent), EpollIn);
        MemoryMarshal.Write(new Span<byte>(interest + EventData, sizeof(ulong)), (ulong)member);
        if (EpollControl(_epoll, EpollAdd, (int)socket.SafeHandle.DangerousGetHandle(), interest) != 0)
            throw new InvalidOperationException($"epoll_ctl failed: {Marshal.GetLastPInvokeErrorMessage()}");
        return TransportAddress.FromIPv4((uint)member, (ushort)((IPEndPoint)socket.LocalEndPoint!).Port);
    }

    public void Close(int member)
    {
        if (_sockets[member] is not { } socket)
            return;
        _closedDrops += DropsOf(socket);
        _sockets[member] = null;
        socket.Dispose();
    }

    public int Receive(out bool mayHaveMore)
    {
        var received = 0;
        if (_nextEvent == _eventCount)
        {
            _eventCount = Math.Max(0, EpollWait(_epoll, Pointer(_events, 0), Batch, 0));
            _nextEvent = 0;
        }

        while (_nextEvent < _eventCount && received < Batch)
        {
            var member = (int)MemoryMarshal.Read<ulong>(_events.AsSpan(_nextEvent * EventSize + EventData));
            _nextEvent++; // what is left in this socket is told again
            if (_sockets[member] is { } socket)
                received += ReceiveFrom(socket, member, received);
        }

        mayHaveMore = _eventCount > 0;
        return received;
    }

    public Span<byte> Received(int index, out int member, out TransportAddress from)
    {
        member = _receivedBy[index];
        var name = _names.AsSpan(index * NameSize, NameSize);
        from = TransportAddress.FromIPv6(name[8..], (ushort)(name[2] << 8 | name[3]), MemoryMarshal.Read<uint>(name[24..]));
        ref var header = ref _headers[index];
        return (header.Header.Flags & LibC.MsgTruncated) != 0 ? [] : _receiveMemory.AsSpan(index * ReceiveSize, (int)header.Length);
    }

    public Span<byte> Reserve()
    {
        if (_used == SendSlots)
            Flush();
        return _sendMemory.AsSpan(_used * IDatagramSink.MaxDatagram, IDatagramSink.MaxDatagram);
    }

    public void Commit(SendFlow flow, int length) => Commit(flow.Path, length);

    public void Commit(in NetworkPath path, int length) => _waiting[_used++] = new Waiting((int)path.Local.IPv4, path.Remote, length);

    public void Flush()
    {
        var next = 0;
        while (next < _used)
        {
            // A member's packets stand beside each other: each turn of a person writes a burst.
            var member = _waiting[next].Member;
            var count = 0;
            while (next + count < _used && count < Batch && _waiting[next + count].Member == member)
            {
                AddMessage(count, next + count);
                count++;
            }

            Send(member, count);
            next += count;
        }

        _used = 0;
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket?.Dispose();
        _ = LibC.Close(_epoll);
    }

    private static long DropsOf(Socket socket)
    {
        const int DropsIndex = 8; // SK_MEMINFO_DROPS
        var info = stackalloc uint[DropsIndex + 1];
        var length = (uint)((DropsIndex + 1) * sizeof(uint));
        return LibC.GetSocketOption((int)socket.SafeHandle.DangerousGetHandle(), LibC.LevelSocket, LibC.SocketMemoryInfo, info, &length) == 0 ? info[DropsIndex] : 0;
    }

    private int ReceiveFrom(Socket socket, int member, int at)
    {
        var room = Batch - at;
        for (var i = at; i < Batch; i++)
        {
            _vectors[i] = new LibC.IoVector { Base = Pointer(_receiveMemory, i * ReceiveSize), Length = ReceiveSize };
            _headers[i].Header = new LibC.MessageHeader { Name = Pointer(_names, i * NameSize), NameLength = NameSize, Vectors = Pointer(_vectors, i), VectorCount = 1 };
        }

        var count = Math.Max(0, LibC.ReceiveMessages((int)socket.SafeHandle.DangerousGetHandle(), Pointer(_headers, at), (uint)room, LibC.MsgDontWait, null));
        _receivedBy.AsSpan(at, count).Fill(member);
        return count;
    }

    private void AddMessage(int index, int slot)
    {
        ref readonly var waiting = ref _waiting[slot];
        var name = _sendNames.AsSpan(index * NameSize, NameSize);
        MemoryMarshal.Write(name, LibC.FamilyInet6);
        name[2] = (byte)(waiting.Remote.Port >> 8);
        name[3] = (byte)waiting.Remote.Port;
        name[4..8].Clear();
        waiting.Remote.WriteIPv6(name[8..]);
        MemoryMarshal.Write(name[24..], waiting.Remote.ScopeId);
        _sendVectors[index] = new LibC.IoVector { Base = Pointer(_sendMemory, slot * IDatagramSink.MaxDatagram), Length = (nuint)waiting.Length };
        _sendHeaders[index].Header = new LibC.MessageHeader { Name = Pointer(_sendNames, index * NameSize), NameLength = NameSize, Vectors = Pointer(_sendVectors, index), VectorCount = 1 };
    }

    private void Send(int member, int count)
    {
        if (member >= _sockets.Length || _sockets[member] is not { } socket)
            return;
        var sent = 0;
        while (sent < count)
        {
            var taken = LibC.SendMessages((int)socket.SafeHandle.DangerousGetHandle(), Pointer(_sendHeaders, sent), (uint)(count - sent), LibC.MsgDontWait);
            if (taken > 0)
            {
                sent += taken;
                continue;
            }

            if (Marshal.GetLastPInvokeError() == LibC.ErrnoInterrupted)
                continue;
            _sendFailures++;
            sent++;
        }
    }

    private static T* Pointer<T>(T[] pinned, int index)
        where T : unmanaged => (T*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref pinned[index]);

    private readonly record struct Waiting(int Member, TransportAddress Remote, int Length);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int epoll, int operation, int descriptor, byte* interest);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int epoll, byte* events, int most, int milliseconds);
}
