using System.Threading.Channels;
using SessionRelay.Dtls;
using SessionRelay.LoadTests.People;
using SessionRelay.Peers;
using SessionRelay.Routing;
using SessionRelay.Sdp;
using SessionRelay.Shards;
using SessionRelay.Tests.Network;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sessions;

/// <summary>
/// A shard's core with people around it, each behind an emulated network of their own, in virtual time: an hour of a call is a second of a test,
/// and the same seed gives the same hour.
/// </summary>
internal sealed class VirtualRelay : IDisposable
{
    private static readonly DateTimeOffset Origin = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly Channel<RelayEvent> _events = Channel.CreateUnbounded<RelayEvent>();
    private readonly List<VirtualGuest> _guests = [];
    private readonly ShardSink _sink;
    private readonly int _seed;
    private readonly TransportAddress[] _addresses;
    private int _joined;

    /// <param name="addresses">How many the relay has and announces.</param>
    public VirtualRelay(int seed = 1, int addresses = 1)
    {
        _seed = seed;
        _sink = new ShardSink(this);
        _addresses = new TransportAddress[addresses];
        for (var i = 0; i < addresses; i++)
            _addresses[i] = TransportAddress.FromIPv4((uint)(0x0A000001 + i), 40000);
        Shard = new Shard(new ShardSettings(_addresses, Certificate, time => Origin + TimeSpan.FromTicks(time.Ticks), fault => throw new InvalidOperationException("A defect was contained.", fault)), _sink);
        Room = Shard.OpenRoom("room", _events.Writer);
    }

    /// <summary>One certificate for all tests' relays and people: making it costs more than a handshake.</summary>
    public static DtlsCertificate Certificate { get; } = DtlsCertificate.Create();

    public Shard Shard { get; }

    public Room Room { get; }

    public MonotonicTime Now { get; private set; } = MonotonicTime.FromMilliseconds(1000);

    public List<RelayEvent> Events { get; } = [];

    /// <summary>Managed bytes that the shard allocated in all its calls.</summary>
    public long AllocatedByShard { get; private set; }

    public TransportAddress Address => _addresses[0];

    public IReadOnlyList<TransportAddress> Addresses => _addresses;

    public DateTimeOffset Wall(MonotonicTime time) => Origin + TimeSpan.FromTicks(time.Ticks);

    public PacketBlockPool Pool { get; } = new();

    public IReadOnlyList<VirtualGuest> Guests => _guests;

    /// <summary>Brings somebody in whose network is as given, both ways.</summary>
    public VirtualGuest Join(PersonSettings settings, NetworkConditions? network = null, string? id = null, string peer = "p1")
    {
        var guest = Add(settings, network ?? new NetworkConditions(), id ?? $"person-{settings.Number}");
        Connect(guest, peer, generation: 0).Refusal.ShouldBeNull();
        return guest;
    }

    public VirtualGuest Add(PersonSettings settings, NetworkConditions network, string id)
    {
        var address = TransportAddress.FromIPv4((uint)(0x0A000100 + _joined++), 50000);
        var guest = new VirtualGuest(this, id, settings, address, new NetworkEmulator(_seed * 1000 + _joined * 2, network), new NetworkEmulator(_seed * 1000 + _joined * 2 + 1, network));
        _guests.Add(guest);
        return guest;
    }

    public ConnectReply Connect(VirtualGuest guest, string peer, int generation, string? offerText = null, Func<string, string>? changeAnswer = null)
    {
        var text = offerText ?? guest.Person.Offer();
        SdpOffer.TryParse(text, out var offer, out var error).ShouldBeTrue($"line {error.Line}: {error.Reason}");
        var reply = Room.Connect(new ConnectRequest(guest.Id, peer, generation, text, guest.Allowed, guest.Sending), offer!, Now);
        if (reply.Refusal is not null)
            return reply;
        guest.PeerName = peer;
        guest.Slots = reply.Slots;
        guest.Person.TakeAnswer(changeAnswer is null ? reply.Sdp : changeAnswer(reply.Sdp), Now);
        return reply;
    }

    /// <summary>The person's device is gone: nothing of it is heard or delivered any more.</summary>
    public void Remove(VirtualGuest guest)
    {
        _guests.Remove(guest);
        guest.Person.Dispose();
    }

    public void SetMedia(VirtualGuest guest, SendingMedia sending)
    {
        guest.Sending = sending;
        Room.SetMedia(guest.Id, sending, Now);
    }

    public void Watch(VirtualGuest guest, int slot, int width, int height, bool hidden = false) => Room.WatchSlot(guest.Id, slot, width, height, hidden, Now);

    /// <summary>A datagram from anywhere, at once.</summary>
    public void Inject(ReadOnlySpan<byte> datagram, in TransportAddress from)
    {
        Span<byte> copy = stackalloc byte[2048];
        datagram.CopyTo(copy);
        Receive(copy[..datagram.Length], new NetworkPath(from, Address));
        EndBatch();
    }

    internal int IndexOf(in TransportAddress address) => Math.Max(0, Array.IndexOf(_addresses, address));

    /// <summary>Lets time pass, doing all that is due in it.</summary>
    public void Run(TimeSpan span)
    {
        var end = Now + span;
        var steps = 0;
        while (true)
        {
            var next = Shard.Deadline;
            foreach (var guest in _guests)
                next = MonotonicTime.Min(next, guest.Deadline);
            if (next > end)
                break;
            Now = MonotonicTime.Max(Now, next);
            Step();
            (++steps).ShouldBeLessThan(20_000_000, "time does not pass: something is always due");
        }

        Now = end;
        Step();
    }

    /// <summary>Lets time pass until <paramref name="condition"/> holds; fails after <paramref name="bound"/> of virtual time.</summary>
    public void RunUntil(Func<bool> condition, TimeSpan bound, string what)
    {
        var end = Now + bound;
        while (!condition())
        {
            if (Now >= end)
                throw new ShouldAssertException($"{what}: not within {bound}");
            Run(TimeSpan.FromMilliseconds(5));
        }
    }

    public IEnumerable<T> Told<T>()
        where T : RelayEvent
    {
        ReadEvents();
        return Events.OfType<T>();
    }

    public void Dispose()
    {
        Shard.Dispose();
        foreach (var guest in _guests)
            guest.Person.Dispose();
    }

    internal void Deliver(in NetworkPath path, ReadOnlySpan<byte> datagram)
    {
        foreach (var guest in _guests)
        {
            if (!guest.Addresses.Contains(path.Remote))
                continue;
            if (guest.LosesDown is not { } loses || !loses(datagram))
                guest.Down.Send(datagram, Now, IndexOf(path.Local));
            return;
        }
    }

    private void ReadEvents()
    {
        while (_events.Reader.TryRead(out var happened))
        {
            Events.Add(happened);
            foreach (var guest in _guests)
            {
                if (guest.Id == happened.ParticipantId && guest.PeerName == happened.Peer)
                    Take(guest, happened);
            }
        }
    }

    /// <summary>What signaling and the client's library do with it.</summary>
    private static void Take(VirtualGuest guest, RelayEvent happened)
    {
        if (happened is RelayEvent.SlotsChanged changed)
        {
            guest.Slots = changed.Slots;
            return;
        }

        if (happened is not RelayEvent.LayerChanged layer)
            return;
        foreach (var video in guest.Person.Videos)
        {
            if (video.Rid != layer.Rid)
                continue;
            video.KeyframeWanted |= layer.Active && !video.IsActive;
            video.IsActive = layer.Active;
        }
    }

    private void Step()
    {
        _sink.Flush();
        Span<byte> buffer = stackalloc byte[2048];
        foreach (var guest in _guests)
        {
            ReceiveFrom(guest, guest.Up, buffer);
            if (guest.SlowUp is { } slow)
                ReceiveFrom(guest, slow, buffer);
            EndBatch();
            while (guest.Down.TryReceive(Now, buffer, out var length, out var address))
                guest.Person.Receive(buffer[..length], _addresses[address], Now);
            if (guest.Person.Deadline <= Now)
                guest.Person.Advance(Now);
        }

        if (Shard.Deadline <= Now)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Shard.Advance(Now);
            AllocatedByShard += GC.GetAllocatedBytesForCurrentThread() - before;
            _sink.Flush();
        }

        ReadEvents();
    }

    private void ReceiveFrom(VirtualGuest guest, NetworkEmulator up, Span<byte> buffer)
    {
        Span<byte> copy = stackalloc byte[2048];
        while (up.TryReceive(Now, buffer, out var length, out var address))
        {
            var datagram = buffer[..length];
            if (guest.SecondAddress is { } second && (guest.IsFirstNetworkDead || datagram[0] <= 3))
            {
                datagram.CopyTo(copy);
                Receive(copy[..length], new NetworkPath(second, _addresses[address]));
            }

            if (!guest.IsFirstNetworkDead)
                Receive(datagram, new NetworkPath(guest.Address, _addresses[address]));
        }
    }

    private void Receive(Span<byte> datagram, in NetworkPath path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Shard.Receive(datagram, path, Now, Now);
        AllocatedByShard += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>What one guest sent up to this moment is one batch, as a port reads it.</summary>
    private void EndBatch()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Shard.EndBatch(Now);
        AllocatedByShard += GC.GetAllocatedBytesForCurrentThread() - before;
        _sink.Flush();
    }

    /// <summary>Keeps what the shard sends until its call is over, as a port does: so that its allocations can be told from the network's.</summary>
    private sealed class ShardSink(VirtualRelay relay) : IDatagramSink
    {
        private const int MaxWaiting = 16_384; // datagrams of one call: a key frame from the cache to everybody, with room

        private readonly byte[] _memory = new byte[8 * 1024 * 1024];
        private readonly (NetworkPath Path, int Offset, int Length)[] _waiting = new (NetworkPath, int, int)[MaxWaiting];
        private int _count;
        private int _used;

        public Span<byte> Reserve()
        {
            if (_used + IDatagramSink.MaxDatagram > _memory.Length || _count == MaxWaiting)
                Flush();
            return _memory.AsSpan(_used, IDatagramSink.MaxDatagram);
        }

        public void Commit(SendFlow flow, int length) => Commit(flow.Path, length);

        public void Commit(in NetworkPath path, int length)
        {
            if (length == 0)
                return;
            _waiting[_count++] = (path, _used, length);
            _used += length;
        }

        public void Flush()
        {
            for (var i = 0; i < _count; i++)
                relay.Deliver(_waiting[i].Path, _memory.AsSpan(_waiting[i].Offset, _waiting[i].Length));
            _count = 0;
            _used = 0;
        }
    }
}
