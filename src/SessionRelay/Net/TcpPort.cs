using System.Runtime.InteropServices;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// The relay's way in for networks that block UDP: a TCP port whose connections carry the same datagrams, framed (RFC 6544 passive candidates,
/// RFC 4571). Driven by the shard's own thread:
/// <code>
/// each turn: Poll(now), then TryNext(…) until it gives nothing; Send(…) what the core made for a connection, then Flush(); Sweep(now) at Deadline.
/// </code>
/// No call waits, and no connection makes another one wait: what one doesn't take stays in its own backlog, and is dropped when that is full.
/// Nothing is allocated for a packet. Other threads only read the counters.
/// </summary>
internal sealed unsafe class TcpPort : IDisposable
{
    /// <summary>Bytes read from one connection in a turn, so that one that floods delays the others by no more.</summary>
    private const int ReadSize = 16 * 1024;

    /// <summary>Connections taken in a turn.</summary>
    private const int AcceptsPerTurn = 32;

    private const long ListenerData = -1;

    private static readonly TimeSpan ListenerPause = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener;
    private readonly Epoll _epoll;
    private readonly TcpConnections _connections = new();
    private readonly List<TcpConnection> _dirty = [];
    private readonly List<(TcpConnection, TcpCloseReason)> _due = [];
    private readonly byte[] _read = GC.AllocateArray<byte>(ReadSize, pinned: true);
    private readonly long[] _closed = new long[Enum.GetValues<TcpCloseReason>().Length];
    private TcpConnection? _reading;
    private int _readAt;
    private int _readEnd;
    private int _events;
    private int _event;
    private MonotonicTime _now;
    private MonotonicTime _listenAgainAt = MonotonicTime.Never;
    private long _sendDrops;
    private int _count;

    private TcpPort(TcpListener listener)
    {
        _listener = listener;
        _epoll = new Epoll();
        _epoll.Add(listener.Descriptor, LibC.EpollIn, ListenerData);
    }

    public int LocalPort => _listener.LocalPort;

    /// <summary>Readable when there is something for <see cref="Poll"/>.</summary>
    public int Descriptor => _epoll.Descriptor;

    /// <summary>When <see cref="Sweep"/> must run next.</summary>
    public MonotonicTime Deadline => MonotonicTime.Min(_connections.Deadline, _listenAgainAt);

    /// <summary>Open connections. Any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Datagrams dropped as their receiver's backlog was full, or its connection over. Any thread.</summary>
    public long SendDrops => Volatile.Read(ref _sendDrops);

    /// <summary>Throws <see cref="RelayStartException"/> when the port can't be had.</summary>
    public static TcpPort Bind(int port)
    {
        var listener = TcpListener.Bind(port);
        try
        {
            return new TcpPort(listener);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Connections that were closed for this reason. Any thread.</summary>
    public long Closed(TcpCloseReason reason) => Volatile.Read(ref _closed[(int)reason]);

    /// <summary>Looks which connections have something, and takes new ones.</summary>
    public void Poll(MonotonicTime now)
    {
        _now = now;
        _event = 0;
        _events = _epoll.Poll();
    }

    /// <summary>The next datagram that came over a connection. Its memory is good until the next call and may be changed in place.</summary>
    public bool TryNext(out Span<byte> datagram, out NetworkPath path)
    {
        path = default;
        datagram = default;
        while (_reading is not null || TryRead())
        {
            var connection = _reading!;
            var rest = _read.AsSpan(_readAt, _readEnd - _readAt);
            var found = connection.IsOpen && connection.Reader.TryRead(ref rest, out datagram);
            _readAt = _readEnd - rest.Length;
            if (!found)
            {
                _reading = null;
                if (connection is { IsOpen: true, Reader.IsBroken: true })
                    Close(connection, TcpCloseReason.Malformed);
                continue;
            }

            if (TcpConnections.Judge(connection, datagram, _now) is { } fault)
            {
                Close(connection, fault);
                continue;
            }

            path = connection.Path;
            return true;
        }

        datagram = default;
        return false;
    }

    /// <summary>
    /// Queues a datagram for the connection of <paramref name="path"/>. The core answers nothing but valid connectivity checks until ICE has chosen a
    /// path, so whoever is sent something has proven who they are.
    /// </summary>
    public void Send(in NetworkPath path, ReadOnlySpan<byte> datagram)
    {
        if (_connections.Find(path) is not { } connection || !connection.Backlog.TryAppend(datagram))
        {
            _sendDrops++;
            return;
        }

        connection.IsProven = true;
        if (connection.IsDirty || connection.IsJammed)
            return;
        connection.IsDirty = true;
        _dirty.Add(connection);
    }

    /// <summary>Hands to the kernel what it takes of what was queued.</summary>
    public void Flush()
    {
        foreach (var connection in _dirty)
        {
            connection.IsDirty = false;
            if (connection.IsOpen)
                Write(connection);
        }

        _dirty.Clear();
    }

    /// <summary>Closes the connections whose time is over.</summary>
    public void Sweep(MonotonicTime now)
    {
        if (now >= _listenAgainAt)
        {
            _listenAgainAt = MonotonicTime.Never;
            _epoll.Add(_listener.Descriptor, LibC.EpollIn, ListenerData);
        }

        _connections.Sweep(now, _due);
        foreach (var (connection, reason) in _due)
            Close(connection, reason);
        _due.Clear();
    }

    public void Dispose()
    {
        var open = new List<TcpConnection>();
        _connections.CopyTo(open);
        foreach (var connection in open)
            Close(connection, TcpCloseReason.Remote);
        _epoll.Dispose();
        _listener.Dispose();
    }

    private bool TryRead()
    {
        while (_event < _events)
        {
            var (events, data) = _epoll.Event(_event++);
            if (data == ListenerData)
            {
                Accept();
                continue;
            }

            if (_connections.Find((int)(data >> 32), (int)data) is not { } connection)
                continue;
            if ((events & LibC.EpollOut) != 0)
                Write(connection);
            // Also when an error is told instead of data: the read says which.
            if (connection.IsOpen && (events & ~LibC.EpollOut) != 0 && Read(connection))
                return true;
        }

        return false;
    }

    private bool Read(TcpConnection connection)
    {
        nint count;
        fixed (byte* at = _read)
            count = LibC.Receive(connection.Descriptor, at, ReadSize, LibC.MsgDontWait);
        if (count > 0)
        {
            _reading = connection;
            _readAt = 0;
            _readEnd = (int)count;
            return true;
        }

        if (count == 0 || Marshal.GetLastPInvokeError() is not (LibC.ErrnoAgain or LibC.ErrnoInterrupted))
            Close(connection, TcpCloseReason.Remote);
        return false;
    }

    private void Accept()
    {
        for (var taken = 0; taken < AcceptsPerTurn; taken++)
        {
            if (_listener.Accept(out var path, out var isShort) is not { } descriptor)
            {
                if (isShort)
                    PauseListening();
                return;
            }

            var connection = _connections.Admit(path, _now, out var evicted);
            if (evicted is not null)
                Close(evicted, TcpCloseReason.Unproven);
            if (connection is null)
            {
                _closed[(int)TcpCloseReason.OverLimit]++;
                TcpListener.Abort(descriptor);
                continue;
            }

            connection.Descriptor = descriptor;
            _count = _connections.Count;
            if (!_epoll.Add(descriptor, LibC.EpollIn, DataOf(connection)))
                Close(connection, TcpCloseReason.Remote);
        }
    }

    /// <summary>The kernel would tell of the waiting connection again and again, and there is nothing to take it with.</summary>
    private void PauseListening()
    {
        _epoll.Remove(_listener.Descriptor);
        _listenAgainAt = _now + ListenerPause;
    }

    private void Write(TcpConnection connection)
    {
        while (connection.Backlog.Length > 0)
        {
            var head = connection.Backlog.Head;
            nint sent;
            fixed (byte* at = head)
                sent = LibC.Send(connection.Descriptor, at, (nuint)head.Length, LibC.MsgDontWait | LibC.MsgNoSignal);
            if (sent > 0)
            {
                connection.Backlog.Sent((int)sent);
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == LibC.ErrnoInterrupted)
                continue;
            if (error == LibC.ErrnoAgain)
                Jam(connection, true);
            else
                Close(connection, TcpCloseReason.Remote);
            return;
        }

        Jam(connection, false);
    }

    private void Jam(TcpConnection connection, bool isJammed)
    {
        if (connection.IsJammed == isJammed)
            return;
        connection.IsJammed = isJammed;
        _epoll.Modify(connection.Descriptor, isJammed ? LibC.EpollIn | LibC.EpollOut : LibC.EpollIn, DataOf(connection));
    }

    private void Close(TcpConnection connection, TcpCloseReason reason)
    {
        _closed[(int)reason]++;
        var descriptor = connection.Descriptor;
        _connections.Remove(connection);
        _count = _connections.Count;
        if (reason == TcpCloseReason.Remote)
            _ = LibC.Close(descriptor);
        else
            TcpListener.Abort(descriptor);
    }

    private static long DataOf(TcpConnection connection) => ((long)connection.Slot << 32) | (uint)connection.Use;
}
