namespace SessionRelay.Signaling.Continuity;

/// <summary>
/// What the relay wants each of a person's RTCPeerConnections to send, as it said last. It says each once: who was away from the hub meanwhile, with their media going on, is told again,
/// or would send thin sound, or nothing of a picture, for as long as that connection lasts. One thread at a time.
/// </summary>
internal sealed class PeerWishes
{
    private readonly Dictionary<(string Peer, string Rid), bool> layers = [];
    private readonly Dictionary<string, bool> thin = new(StringComparer.Ordinal);

    /// <summary>Which encodings are to be sent.</summary>
    public IEnumerable<(string Peer, string Rid, bool IsActive)> Layers => layers.Select(wish => (wish.Key.Peer, wish.Key.Rid, wish.Value));

    /// <summary>Whether sound is to take half of what is usual.</summary>
    public IEnumerable<(string Peer, bool IsThin)> Sound => thin.Select(wish => (wish.Key, wish.Value));

    public void HeardLayer(string peer, string rid, bool isActive) => layers[(peer, rid)] = isActive;

    public void HeardSound(string peer, bool isThin) => thin[peer] = isThin;

    /// <summary>Forgets the peers that the seat no longer knows.</summary>
    public void ForgetAllBut(Func<string, bool> known)
    {
        foreach (var wish in layers.Keys)
        {
            if (!known(wish.Peer)) layers.Remove(wish);
        }

        foreach (var peer in thin.Keys)
        {
            if (!known(peer)) thin.Remove(peer);
        }
    }

    public void Clear()
    {
        layers.Clear();
        thin.Clear();
    }
}
