namespace SessionRelay.Signaling.Continuity;

/// <summary>
/// What the slots of each of a person's RTCPeerConnections show: while a second one is being made, the first goes on showing people in slots of its own.
/// One thread at a time.
/// </summary>
internal sealed class PeerSlots
{
    private readonly Dictionary<string, IReadOnlyList<SlotAssignment>> slots = new(StringComparer.Ordinal);

    public IReadOnlyList<SlotAssignment>? Of(string? peer) => peer is null ? null : slots.GetValueOrDefault(peer);

    /// <summary>Keeps what the relay told of a peer.</summary>
    public void Heard(string peer, IReadOnlyList<SlotAssignment> shows) => slots[peer] = shows;

    /// <summary>Keeps what the relay answered to a peer's offer, unless it has told something newer already.</summary>
    public void Answered(string peer, IReadOnlyList<SlotAssignment> shows) => slots.TryAdd(peer, shows);

    public void Forget(string peer) => slots.Remove(peer);

    /// <summary>Forgets the peers that the seat no longer knows.</summary>
    public void ForgetAllBut(Func<string, bool> known)
    {
        foreach (var peer in slots.Keys)
        {
            if (!known(peer)) slots.Remove(peer);
        }
    }

    public void Clear() => slots.Clear();
}
