using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// The open TCP connections of one port, and who may have one. A stranger costs little and not for long: whoever has not shown a valid connectivity
/// check is one of few, and makes room when others come; whoever has is a participant. Without I/O, time comes in; one thread.
/// </summary>
internal sealed class TcpConnections
{
    /// <summary>Connections in all: twice the people that one core carries, since who changes the way has two for a while.</summary>
    public const int Max = 1024;

    /// <summary>From one IPv4 address or IPv6 /64: a practice sits behind one.</summary>
    public const int MaxPerAddress = 128;

    /// <summary>Without a valid check, in all and from one address. A check comes one round-trip after the connection: more than this are no people.</summary>
    public const int MaxUnproven = 256;
    public const int MaxUnprovenPerAddress = 64;

    /// <summary>Frames without a valid check: a browser repeats a check some five times in <see cref="ProofBound"/>.</summary>
    public const int MaxFramesBeforeProof = 32;

    /// <summary>16 KB blocks for all that waits to be sent, 64 MB: some 60 receivers that take nothing at all.</summary>
    private const int MaxBlocks = 4096;

    /// <summary>From the connection to the first valid check.</summary>
    public static readonly TimeSpan ProofBound = TimeSpan.FromSeconds(5);

    /// <summary>Without a whole frame: twice the check interval of the slowest browser (Firefox, 5 s).</summary>
    public static readonly TimeSpan IdleBound = TimeSpan.FromSeconds(10);

    /// <summary>How exact those two are.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(500);

    private readonly TcpConnection?[] _slots = new TcpConnection?[Max + 1]; // one more: an evicted one still holds its place when the new one takes one
    private readonly Stack<TcpConnection> _free = new();
    private readonly Dictionary<NetworkPath, TcpConnection> _byPath = [];
    private readonly ByteBlockPool _memory = new(MaxBlocks);
    private int _made;
    private MonotonicTime _sweepAt;

    public int Count => _byPath.Count;

    /// <summary>When <see cref="Sweep"/> may find something; never without connections.</summary>
    public MonotonicTime Deadline => Count == 0 ? MonotonicTime.Never : _sweepAt;

    public TcpConnection? Find(in NetworkPath path) => _byPath.GetValueOrDefault(path);

    /// <summary>The connection of this slot in this use; null when it is over.</summary>
    public TcpConnection? Find(int slot, int use) =>
        (uint)slot < (uint)_slots.Length && _slots[slot] is { IsOpen: true } connection && connection.Use == use ? connection : null;

    /// <summary>
    /// A place for a new connection, or null when it can't have one. <paramref name="evicted"/> is the one that must be closed for it, by
    /// <see cref="Remove"/>, before it is used.
    /// </summary>
    public TcpConnection? Admit(in NetworkPath path, MonotonicTime now, out TcpConnection? evicted)
    {
        evicted = null;
        var (same, unproven, sameUnproven) = (0, 0, 0);
        TcpConnection? oldest = null;
        foreach (var other in _byPath.Values)
        {
            var isSame = IsSameAddress(other.Path.Remote, path.Remote);
            same += isSame ? 1 : 0;
            if (other.IsProven)
                continue;
            unproven++;
            sameUnproven += isSame ? 1 : 0;
            if (oldest is null || other.OpenedAt < oldest.OpenedAt)
                oldest = other;
        }

        if (same >= MaxPerAddress || sameUnproven >= MaxUnprovenPerAddress || _byPath.ContainsKey(path))
            return null;
        if (unproven >= MaxUnproven || Count == Max)
        {
            if (oldest is null)
                return null;
            evicted = oldest;
        }

        if (Count == 0)
            _sweepAt = now + SweepInterval;
        var connection = TakeFree();
        connection.Open(path, now);
        _byPath[path] = connection;
        return connection;
    }

    public void Remove(TcpConnection connection)
    {
        _byPath.Remove(connection.Path);
        connection.Close();
        _free.Push(connection);
    }

    /// <summary>Takes those that must be closed now into <paramref name="due"/>, if it is time to look.</summary>
    public void Sweep(MonotonicTime now, List<(TcpConnection Connection, TcpCloseReason Reason)> due)
    {
        if (now < Deadline)
            return;
        _sweepAt = now + SweepInterval;
        foreach (var connection in _byPath.Values)
        {
            if (!connection.IsProven && now - connection.OpenedAt >= ProofBound)
                due.Add((connection, TcpCloseReason.Unproven));
            else if (now - connection.LastHeard >= IdleBound)
                due.Add((connection, TcpCloseReason.Idle));
        }
    }

    /// <summary>Takes those that are open into <paramref name="all"/>.</summary>
    public void CopyTo(List<TcpConnection> all) => all.AddRange(_byPath.Values);

    /// <summary>
    /// Judges a frame that came. An unproven connection may speak STUN only (RFC 7983 section 7), and not for ever.
    /// Null: it is good; otherwise the connection must be closed.
    /// </summary>
    public static TcpCloseReason? Judge(TcpConnection connection, ReadOnlySpan<byte> frame, MonotonicTime now)
    {
        connection.LastHeard = now;
        if (connection.IsProven)
            return null;
        if (frame[0] > 3)
            return TcpCloseReason.Malformed;
        return ++connection.FramesBeforeProof > MaxFramesBeforeProof ? TcpCloseReason.Unproven : null;
    }

    private TcpConnection TakeFree()
    {
        if (_free.TryPop(out var free))
            return free;
        var connection = new TcpConnection(_made, _memory);
        _slots[_made++] = connection;
        return connection;
    }

    private static bool IsSameAddress(in TransportAddress one, in TransportAddress other) =>
        one.High == other.High && ((!one.IsIPv4 && !other.IsIPv4) || one.Low == other.Low);
}
