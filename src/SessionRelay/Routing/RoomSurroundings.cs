using SessionRelay.Dtls;
using SessionRelay.Peers;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>What a shard lends to its rooms.</summary>
internal sealed record RoomSurroundings(
    IReadOnlyList<TransportAddress> Candidates,
    DtlsCertificate Certificate,
    Func<MonotonicTime, DateTimeOffset> ToWall,
    PeerSurroundings Peers,
    PacketBlockPool PacketMemory,
    HeldVideo Held,
    PhoneTicks Phones)
{
    public ShardCounters Counters => Peers.Counters;

    public ShardLoad Load => Peers.Load;
}
