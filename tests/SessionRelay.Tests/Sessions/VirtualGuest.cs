using SessionRelay.LoadTests.People;
using SessionRelay.Peers;
using SessionRelay.Tests.Network;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sessions;

/// <summary>Says something of a datagram: whether it is lost, or takes the slow way.</summary>
internal delegate bool DatagramTest(ReadOnlySpan<byte> datagram);

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

    public string PeerName { get; set; } = "";

    public VirtualPerson Person { get; }

    public SendingMedia Sending { get; set; }

    /// <summary>What the ticket lets it send.</summary>
    public SendingMedia Allowed { get; set; } = new(true, true, true);

    /// <summary>The slots as it was told last.</summary>
    public IReadOnlyList<SlotAssignment> Slots { get; set; } = [];

    /// <summary>Where its datagrams come from now.</summary>
    public TransportAddress Address { get; private set; }

    /// <summary>Where datagrams to it arrive.</summary>
    public List<TransportAddress> Addresses { get; }

    /// <summary>A second network, over which its connectivity checks go too.</summary>
    public TransportAddress? SecondAddress { get; set; }

    /// <summary>The first network is gone: all goes over the second.</summary>
    public bool IsFirstNetworkDead { get; set; }

    public NetworkEmulator Up { get; }

    public NetworkEmulator Down { get; }

    /// <summary>Another way up for what <see cref="IsSlow"/> picks.</summary>
    public NetworkEmulator? SlowUp { get; set; }

    public DatagramTest? IsSlow { get; set; }

    /// <summary>What is lost on the way to the relay; sees every datagram.</summary>
    public DatagramTest? LosesUp { get; set; }

    public DatagramTest? LosesDown { get; set; }

    /// <summary>One of the relay's addresses that it no longer reaches.</summary>
    public TransportAddress? Unreachable { get; set; }

    public MonotonicTime Deadline
    {
        get
        {
            var deadline = MonotonicTime.Min(Person.Deadline, MonotonicTime.Min(Up.Deadline, Down.Deadline));
            return SlowUp is null ? deadline : MonotonicTime.Min(deadline, SlowUp.Deadline);
        }
    }

    /// <summary>A NAT gives it another address: the old one leads nowhere.</summary>
    public void Move(in TransportAddress address)
    {
        Address = address;
        Addresses.Clear();
        Addresses.Add(address);
    }

    public Span<byte> Reserve() => _memory;

    public void Commit(SendFlow flow, int length) => Send(_memory.AsSpan(0, length), flow.Path.Remote);

    public void Commit(in NetworkPath path, int length) => Send(_memory.AsSpan(0, length), path.Remote);

    private void Send(ReadOnlySpan<byte> datagram, in TransportAddress to)
    {
        if (to == Unreachable || (LosesUp is { } loses && loses(datagram)))
            return;
        var way = IsSlow is { } slow && slow(datagram) ? SlowUp! : Up;
        way.Send(datagram, _relay.Now, _relay.IndexOf(to));
    }
}
