using System.Text.Json;
using SessionRelay.LoadTests.People;
using SessionRelay.Peers;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Wire;

namespace SessionRelay.Signaling.Tests.Node;

/// <summary>Says something of a datagram on its way out.</summary>
internal delegate bool DatagramTest(ReadOnlySpan<byte> datagram);

/// <summary>
/// A person in a session of a <see cref="WholeNode"/>: a connection to the hub, and an endpoint that sends and receives media over a socket. What it sends can be watched, held
/// back and sent again. What concerns the media runs on the crowd's thread.
/// </summary>
internal sealed class Caller : IDatagramSink
{
    private readonly CrowdMember place;

    public Caller(string id, TestClient hub, CrowdMember place)
    {
        Id = id;
        Hub = hub;
        this.place = place;
    }

    public string Id { get; }

    public TestClient Hub { get; }

    public VirtualPerson Person => (VirtualPerson)place.Endpoint;

    /// <summary>True holds the datagram back: it isn't sent. Sees all of them, protected as they go out.</summary>
    public DatagramTest? Holds { get; set; }

    /// <summary>Where the relay is, once something was sent there.</summary>
    public TransportAddress Relay { get; private set; }

    /// <summary>Whether this is media or its reports under SRTP's protection, by its first byte (RFC 7983).</summary>
    public static bool IsProtected(ReadOnlySpan<byte> datagram) => datagram[0] is >= 128 and <= 191;

    public Span<byte> Reserve() => place.Reserve();

    public void Commit(SendFlow flow, int length)
    {
        if (!IsHeld(flow.Path, length)) place.Commit(flow, length);
    }

    public void Commit(in NetworkPath path, int length)
    {
        if (!IsHeld(path, length)) place.Commit(path, length);
    }

    /// <summary>Sends a datagram from this person's address, as it stands.</summary>
    public void Send(byte[] datagram)
    {
        datagram.CopyTo(place.Reserve());
        place.Commit(new NetworkPath(Relay, default), datagram.Length);
    }

    /// <summary>Offers and gives the relay's answer; either may be changed on the way by who asks.</summary>
    public async Task<string> ConnectAsync(string offer)
    {
        JsonElement reply = await Hub.CallAsync("Connect", new { sdp = offer, peer = "p", generation = 0 });
        return reply.GetProperty("sdp").GetString()!;
    }

    private bool IsHeld(in NetworkPath path, int length)
    {
        Relay = path.Remote;
        return Holds is { } holds && holds(place.Reserve()[..length]);
    }
}
