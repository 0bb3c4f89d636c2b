using SessionRelay.Wire;

namespace SessionRelay.Peers;

/// <summary>Where a shard finds the peer that a datagram belongs to.</summary>
internal interface IPeerDirectory
{
    void Add(Peer peer);

    /// <summary>Forgets the peer with all its addresses and user name fragments.</summary>
    void Remove(Peer peer);

    void AddUfrag(ulong ufrag, Peer peer);

    void RemoveUfrag(ulong ufrag);

    bool HasUfrag(ulong ufrag);

    void ForgetAddress(in TransportAddress remote, Peer peer);
}
