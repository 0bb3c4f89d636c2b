namespace SessionRelay.Signaling.Continuity;

/// <summary>
/// What the slots of each of a person's RTCPeerConnections show: while a second one is being made, the first goes on showing people in slots of its own.
/// One thread at a time.
/// </summary>
internal sealed class PeerSlots
{
    private readonly Dictionary<string, Shown> slots = new(StringComparer.Ordinal);

    public IReadOnlyList<SlotAssignment>? Of(string? peer) => Find(peer)?.Slots;

    /// <summary>Somebody's pictures that are paused for want of bandwidth: found when they are told, as it is asked with every deed in the session.</summary>
    public IReadOnlyList<SlotAssignment> PausedPicturesOf(string? peer) => Find(peer)?.PausedPictures ?? [];

    /// <summary>Keeps what the relay told of a peer.</summary>
    public void Heard(string peer, IReadOnlyList<SlotAssignment> shows) => slots[peer] = new Shown(shows);

    /// <summary>Keeps what the relay answered to a peer's offer, unless it has told something newer already.</summary>
    public void Answered(string peer, IReadOnlyList<SlotAssignment> shows) => slots.TryAdd(peer, new Shown(shows));

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

    private Shown? Find(string? peer) => peer is null ? null : slots.GetValueOrDefault(peer);

    private sealed record Shown(IReadOnlyList<SlotAssignment> Slots)
    {
        public IReadOnlyList<SlotAssignment> PausedPictures { get; } =
            [.. Slots.Where(slot => slot is { Kind: MediaKind.Video, Paused: SlotPause.Bandwidth, ParticipantId: not null })];
    }
}
