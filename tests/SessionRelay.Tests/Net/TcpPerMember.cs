using System.Net.Sockets;
using SessionRelay.LoadTests.People;
using SessionRelay.Net;
using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Net;

/// <summary>A TCP connection for each member of a crowd, made when it first sends: a client whose network blocks UDP. For tests; it allocates.</summary>
internal sealed class TcpPerMember : ICrowdPort
{
    private readonly Epoll _epoll = new();
    private readonly ByteBlockPool _memory = new(int.MaxValue);
    private readonly Dictionary<int, Line> _lines = [];
    private readonly List<(int Member, TransportAddress From, byte[] Bytes)> _received = [];
    private readonly byte[] _reserved = new byte[IDatagramSink.MaxDatagram];
    private readonly byte[] _read = new byte[65_536];

    public int Descriptor => _epoll.Descriptor;

    public long ReceiveDrops => 0;

    public long SendFailures { get; private set; }

    /// <summary>The address names the member, not where it is.</summary>
    public TransportAddress Open(int member) => TransportAddress.FromIPv4((uint)member, 9, TransportProtocol.Tcp);

    public void Close(int member)
    {
        if (_lines.Remove(member, out var line)) line.Socket.Dispose();
    }

    public int Receive(out bool mayHaveMore)
    {
        mayHaveMore = false;
        _received.Clear();
        var events = _epoll.Poll();
        for (var i = 0; i < events; i++)
        {
            var member = (int)_epoll.Event(i).Data;
            if (!_lines.TryGetValue(member, out var line)) continue;
            var count = line.Socket.Receive(_read, SocketFlags.None, out var error);
            if (count <= 0 && error != SocketError.WouldBlock) Close(member);
            var arrived = _read.AsSpan(0, Math.Max(0, count));
            while (line.Reader.TryRead(ref arrived, out var frame)) _received.Add((member, line.Remote, frame.ToArray()));
        }

        return _received.Count;
    }

    public Span<byte> Received(int index, out int member, out TransportAddress from)
    {
        (member, from, var bytes) = _received[index];
        return bytes;
    }

    public Span<byte> Reserve() => _reserved;

    public void Commit(SendFlow flow, int length) => Commit(flow.Path, length);

    public void Commit(in NetworkPath path, int length)
    {
        var member = (int)path.Local.IPv4;
        if (!_lines.TryGetValue(member, out var line)) _lines[member] = line = Connect(member, path.Remote);
        if (!line.Backlog.TryAppend(_reserved.AsSpan(0, length))) SendFailures++;
    }

    public void Flush()
    {
        foreach (var line in _lines.Values)
        {
            while (line.Backlog.Length > 0)
            {
                var sent = line.Socket.Send(line.Backlog.Head, SocketFlags.None, out var error);
                if (error != SocketError.Success) break;
                line.Backlog.Sent(sent);
            }
        }
    }

    public void Dispose()
    {
        foreach (var line in _lines.Values) line.Socket.Dispose();
        _epoll.Dispose();
    }

    private Line Connect(int member, in TransportAddress remote)
    {
        var to = remote.ToIPEndPoint();
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(to);
        socket.Blocking = false;
        _epoll.Add((int)socket.SafeHandle.DangerousGetHandle(), LibC.EpollIn, member);
        return new Line(socket, remote, new FrameBacklog(_memory));
    }

    private sealed record Line(Socket Socket, TransportAddress Remote, FrameBacklog Backlog)
    {
        public FrameReader Reader { get; } = new();
    }
}
