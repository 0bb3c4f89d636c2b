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

    public VirtualRelay(int seed = 1)
    {
        _seed = seed;
        _sink = new ShardSink(this);
        var candidate = TransportAddress.FromIPv4(0x0A000001, 40000);
        Shard = new Shard(new ShardSettings([candidate], Certificate, time => Origin + TimeSpan.FromTicks(time.Ticks)), _sink);
        Room = Shard.OpenRoom("room", _events.Writer);
    }

    /// <summary>One certificate for all tests' relays and people: making it costs more than a handshake.</summary>
    public static DtlsCertificate Certificate { get; } = DtlsCertificate.Create();

    public Shard Shard { get; }

    public Room Room { get; }

    public MonotonicTime Now { get; private set; } = MonotonicTime.FromMilliseconds(1000);

    public List<RelayEvent> Events { get; } = [];

    public PacketBlockPool Pool { get; } = new();

    public IReadOnlyList<VirtualGuest> Guests => _guests;

    /// <summary>Brings somebody in whose network is as given, both ways.</summary>
    public VirtualGuest Join(PersonSettings settings, NetworkConditions? network = null, string? id = null, string peer = "p1")
    {
        var guest = Add(settings, network ?? new NetworkConditions(), id ?? $"person-{settings.Number}");
        Connect(guest, peer, generation: 0);
        return guest;
    }

    public VirtualGuest Add(PersonSettings settings, NetworkConditions network, string id)
    {
        var address = TransportAddress.FromIPv4((uint)(0x0A000100 + _guests.Count), 50000);
        var guest = new VirtualGuest(this, id, settings, address, new NetworkEmulator(_seed * 1000 + _guests.Count * 2, network), new NetworkEmulator(_seed * 1000 + _guests.Count * 2 + 1, network));
        _guests.Add(guest);
        return guest;
    }

    public ConnectReply Connect(VirtualGuest guest, string peer, int generation, string? offerText = null)
    {
        var text = offerText ?? guest.Person.Offer();
        SdpOffer.TryParse(text, out var offer, out var error).ShouldBeTrue($"line {error.Line}: {error.Reason}");
        var reply = Room.Connect(new ConnectRequest(guest.Id, peer, generation, text, new SendingMedia(true, true, true), guest.Sending), offer!, Now);
        if (reply.Refusal is null)
            guest.Person.TakeAnswer(reply.Sdp, Now);
        return reply;
    }

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
            if (guest.Addresses.Contains(path.Remote))
            {
                guest.Down.Send(datagram, Now);
                return;
            }
        }
    }

    private void ReadEvents()
    {
        while (_events.Reader.TryRead(out var happened))
            Events.Add(happened);
    }

    private void Step()
    {
        Span<byte> buffer = stackalloc byte[2048];
        foreach (var guest in _guests)
        {
            while (guest.Up.TryReceive(Now, buffer, out var length, out _))
                Shard.Receive(buffer[..length], new NetworkPath(guest.Address, TransportAddress.FromIPv4(0x0A000001, 40000)), Now);
            while (guest.Down.TryReceive(Now, buffer, out var length, out _))
                guest.Person.Receive(buffer[..length], TransportAddress.FromIPv4(0x0A000001, 40000), Now);
            if (guest.Person.Deadline <= Now)
                guest.Person.Advance(Now);
        }

        if (Shard.Deadline <= Now)
            Shard.Advance(Now);
        ReadEvents();
    }

    private sealed class ShardSink(VirtualRelay relay) : IDatagramSink
    {
        private readonly byte[] _memory = new byte[IDatagramSink.MaxDatagram];

        public Span<byte> Reserve() => _memory;

        public void Commit(SendFlow flow, int length) => relay.Deliver(flow.Path, _memory.AsSpan(0, length));

        public void Commit(in NetworkPath path, int length) => relay.Deliver(path, _memory.AsSpan(0, length));
    }
}

/// <summary>A virtual person with the networks between them and the relay.</summary>
internal sealed class VirtualGuest : IDatagramSink
{
    private readonly VirtualRelay _relay;
    private readonly byte[] _memory = new byte[IDatagramSink.MaxDatagram];

    public VirtualGuest(VirtualRelay relay, string id, PersonSettings settings, in TransportAddress address, NetworkEmulator up, NetworkEmulator down)
    {
        _relay = relay;
        Id = id;
        Address = address;
        Addresses = [address];
        Up = up;
        Down = down;
        Person = new VirtualPerson(settings, VirtualRelay.Certificate, this, relay.Pool, address);
        Sending = new SendingMedia(settings.Microphone, settings.Camera.Count > 0, settings.Screen is not null);
    }

    public string Id { get; }

    public VirtualPerson Person { get; }

    public SendingMedia Sending { get; set; }

    /// <summary>Where its datagrams come from now.</summary>
    public TransportAddress Address { get; private set; }

    /// <summary>Where datagrams to it arrive.</summary>
    public List<TransportAddress> Addresses { get; }

    public NetworkEmulator Up { get; }

    public NetworkEmulator Down { get; }

    public MonotonicTime Deadline => MonotonicTime.Min(Person.Deadline, MonotonicTime.Min(Up.Deadline, Down.Deadline));

    /// <summary>A NAT gives it another address: the old one leads nowhere.</summary>
    public void Move(in TransportAddress address)
    {
        Address = address;
        Addresses.Clear();
        Addresses.Add(address);
    }

    public Span<byte> Reserve() => _memory;

    public void Commit(SendFlow flow, int length) => Up.Send(_memory.AsSpan(0, length), _relay.Now);

    public void Commit(in NetworkPath path, int length) => Up.Send(_memory.AsSpan(0, length), _relay.Now);
}
