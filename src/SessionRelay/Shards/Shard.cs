using System.Threading.Channels;
using SessionRelay.Ice;
using SessionRelay.Peers;
using SessionRelay.Routing;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Shards;

/// <summary>
/// A shard without its socket: the rooms that live on it, their peers, and which datagram is whose. Sans-I/O like everything below it:
/// <code>
/// loop: Receive(datagram, path, arrivedAt, now) for each that came, then EndBatch(now); Advance(now) when now ≥ Deadline; send what the sink was given.
/// </code>
/// Reads no clock, owns no thread, takes no lock: one thread calls it, with a time that never goes back.
/// </summary>
internal sealed class Shard : IPeerDirectory, IDisposable
{
    /// <summary>Timers that are due within this time run together: fewer wake-ups, and none of the core's timers is finer.</summary>
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(2);

    /// <summary>An address that a peer was heard from within this time is that peer's: longer than any pause of our clients.</summary>
    private static readonly TimeSpan TakenFor = TimeSpan.FromSeconds(1);

    private readonly ShardSettings _settings;
    private readonly IDatagramSink _sink;
    private readonly PeerSurroundings _surroundings;
    private readonly Agenda _agenda = new();
    private readonly PacketBlockPool _packetMemory = new();
    private readonly HeldVideo _held = new();
    private readonly PhoneTicks _phones = new();
    private readonly Dictionary<TransportAddress, Peer> _byAddress = [];
    private readonly Dictionary<ulong, Peer> _byUfrag = [];
    private readonly List<Peer> _peers = [];
    private readonly Dictionary<string, Room> _rooms = [];

    public Shard(ShardSettings settings, IDatagramSink sink)
    {
        _settings = settings;
        _sink = sink;
        _surroundings = new PeerSurroundings(this, _agenda, sink, Counters, Load);
    }

    public ShardCounters Counters { get; } = new();

    /// <summary>Whether it has more to do than it can; its owner knows how busy it is, and says so about once a second.</summary>
    public ShardLoad Load { get; } = new();

    /// <summary>Rooms with a phone that was answered: what has a clock of 20 ms.</summary>
    public int RoomsWithPhones => _phones.Count;

    /// <summary>Addresses that lead to a peer, user name fragments that hold, and blocks of packet memory in use: what must go with the peers.</summary>
    public (int Addresses, int Ufrags, int PacketBlocks) Held => (_byAddress.Count, _byUfrag.Count, _packetMemory.Rented);

    /// <summary>When <see cref="Advance"/> must run next.</summary>
    public MonotonicTime Deadline => _agenda.Next;

    public Room OpenRoom(string id, ChannelWriter<RelayEvent> events)
    {
        var room = new Room(id, events, new RoomSurroundings(_settings.Candidates, _settings.Certificate, _settings.ToWall, _surroundings, _packetMemory, _held, _phones), CloseRoom);
        _rooms[id] = room;
        Counters.Rooms = _rooms.Count;
        return room;
    }

    /// <summary>One datagram from the network. It may be changed in place. Video is forwarded by <see cref="EndBatch"/>.</summary>
    /// <param name="arrivedAt">When it reached this machine, at most a second before <paramref name="now"/>: what its sender's estimator is told.</param>
    public void Receive(Span<byte> datagram, in NetworkPath path, MonotonicTime arrivedAt, MonotonicTime now)
    {
        if (datagram.IsEmpty)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        // RFC 7983 section 7: the first byte tells the protocols apart.
        switch (datagram[0])
        {
            case <= 3:
                ReceiveStun(datagram, path, now);
                break;
            case >= 20 and <= 63:
                if (_byAddress.TryGetValue(path.Remote, out var handshaking))
                    handshaking.ReceiveDtls(datagram, path, now);
                else
                    Counters.Drop(DropReason.UnknownAddress);
                break;
            case >= 128 and <= 191:
                if (_byAddress.TryGetValue(path.Remote, out var sending))
                    sending.ReceiveMedia(datagram, path, arrivedAt, now);
                else
                    Counters.Drop(DropReason.UnknownAddress);
                break;
            default:
                Counters.Drop(DropReason.Malformed);
                break;
        }
    }

    /// <summary>All that was received at this moment has been given: what it holds for the viewers goes to the sink.</summary>
    public void EndBatch(MonotonicTime now) => _held.Forward(now, _settings.OnFault);

    /// <summary>Runs all timers that are due.</summary>
    public void Advance(MonotonicTime now)
    {
        _agenda.Set(MonotonicTime.Never);
        _phones.Advance(now, _settings.OnFault);
        var due = now + TimerSlack;
        // Backwards: a peer that ends takes itself out of the list.
        for (var i = _peers.Count - 1; i >= 0; i--)
        {
            if (i >= _peers.Count)
                continue;
            var peer = _peers[i];
            if (peer.Deadline <= due)
                RunTimers(peer, now);
            if (!peer.IsClosed)
                _agenda.Lower(MonotonicTime.Max(peer.Deadline, now + TimerSlack));
        }

        _agenda.Lower(_phones.Deadline);
    }

    private void RunTimers(Peer peer, MonotonicTime now)
    {
        try
        {
            peer.Advance(now);
        }
        catch (Exception fault)
        {
            // A defect in one peer's timers must not take those of the others with it, nor come again every few milliseconds.
            _settings.OnFault(fault);
            peer.Abandon(now);
        }
    }

    public void Add(Peer peer)
    {
        _peers.Add(peer);
        Counters.Peers = _peers.Count;
    }

    public void AddUfrag(ulong ufrag, Peer peer) => _byUfrag[ufrag] = peer;

    public void RemoveUfrag(ulong ufrag) => _byUfrag.Remove(ufrag);

    public bool HasUfrag(ulong ufrag) => _byUfrag.ContainsKey(ufrag);

    public void Remove(Peer peer)
    {
        _peers.Remove(peer);
        foreach (var (ufrag, owner) in _byUfrag)
        {
            if (owner == peer)
                _byUfrag.Remove(ufrag);
        }

        foreach (var (address, owner) in _byAddress)
        {
            if (owner == peer)
                _byAddress.Remove(address);
        }

        Counters.Peers = _peers.Count;
    }

    public void Dispose()
    {
        foreach (var room in _rooms.Values.ToArray())
            room.Close();
    }

    private void CloseRoom(Room room)
    {
        if (_rooms.TryGetValue(room.Id, out var open) && open == room)
            _rooms.Remove(room.Id);
        Counters.Rooms = _rooms.Count;
    }

    private void ReceiveStun(ReadOnlySpan<byte> datagram, in NetworkPath path, MonotonicTime now)
    {
        if (!StunMessage.TryParse(datagram, out var message))
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        if (!IceCredentials.TryGetKey(message.ReceiverUfrag, out var ufrag) || !_byUfrag.TryGetValue(ufrag, out var peer))
        {
            if (_settings.Probe?.Answer(message, path.Remote, _sink.Reserve()) is > 0 and { } length)
                _sink.Commit(path, length);
            else
                Counters.Drop(DropReason.UnknownAddress);
            return;
        }

        if (peer.ReceiveStun(message, path, now))
            Bind(path.Remote, peer, now);
    }

    private void Bind(in TransportAddress remote, Peer peer, MonotonicTime now)
    {
        if (_byAddress.TryGetValue(remote, out var owner) && owner == peer)
            return;
        // An address moves to whoever proved last that it is theirs, as a NAT may give a port to another client; but not away from somebody whose
        // media comes from it: a check is no proof against a forged source.
        if (owner is { IsLive: true } && now - owner.LastAuthenticated < TakenFor)
        {
            Counters.Drop(DropReason.OverLimit);
            return;
        }

        _byAddress[remote] = peer;
    }

    public void ForgetAddress(in TransportAddress remote, Peer peer)
    {
        if (_byAddress.TryGetValue(remote, out var owner) && owner == peer)
            _byAddress.Remove(remote);
    }
}
