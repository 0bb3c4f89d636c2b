using System.Net;

namespace SessionRelay;

/// <summary>What a slot's video shows, or a slot's audio comes from. <c>source</c> in the protocol.</summary>
public enum SlotSource : byte
{
    Camera = 0,
    Screen = 1,
    Phone = 2,
}

public enum MediaKind : byte
{
    Audio = 0,
    Video = 1,
}

/// <summary>Why a slot that has a participant forwards nothing at the moment.</summary>
public enum SlotPause : byte
{
    None = 0,
    Bandwidth = 1,
    Muted = 2,
    Hidden = 3,
}

/// <summary>How well a participant's path does, judged from loss and round-trip time.</summary>
public enum PathQuality : byte
{
    Good = 0,
    Fair = 1,
    Poor = 2,
    Lost = 3,
}

/// <summary>One receive-only m-line of a client's offer and who is in it now. The field names are the protocol's <c>slots</c> message.</summary>
/// <param name="Slot">Number of the pair, from 0.</param>
/// <param name="Mid">The m-line's <c>a=mid</c>.</param>
/// <param name="ParticipantId">Whose media it carries; null when it is empty.</param>
/// <param name="Kind">Audio or video.</param>
/// <param name="Source">What it shows.</param>
/// <param name="Paused">Why nothing comes although somebody is in it.</param>
public sealed record SlotAssignment(int Slot, string Mid, string? ParticipantId, MediaKind Kind, SlotSource Source, SlotPause Paused);

/// <summary>
/// What a room tells signaling. Written to the channel that was given to <see cref="Relay.OpenRoomAsync"/>, in the order in which it happened;
/// the shard never waits for the reader (the channel is unbounded, but each kind is sent only on a change).
/// </summary>
/// <param name="ParticipantId">Whom it is about.</param>
/// <param name="Peer">The RTCPeerConnection's name, as the client chose it; of a phone, the leg's.</param>
public abstract record RelayEvent(string ParticipantId, string Peer)
{
    /// <summary>
    /// ICE and DTLS are done and authenticated packets come (first time, or again after <see cref="PathSilent"/>), <paramref name="OverTcp"/> or by UDP.
    /// <paramref name="From"/> is the client's address, or that of the TURN server that it uses; null when nothing is known of it. It is for nobody's log.
    /// </summary>
    public sealed record PathLive(string ParticipantId, string Peer, DateTimeOffset At, bool OverTcp = false, IPAddress? From = null) : RelayEvent(ParticipantId, Peer);

    /// <summary>No authenticated packet for 1 s (6 s for a peer without a microphone m-line). <paramref name="LastPacketAt"/>: when the last one came.</summary>
    public sealed record PathSilent(string ParticipantId, string Peer, DateTimeOffset LastPacketAt) : RelayEvent(ParticipantId, Peer);

    /// <summary>The peer connection is gone for good: <c>fingerprint-mismatch</c>, <c>dtls-failed</c>, <c>ice-timeout</c>, <c>closed</c> (close_notify).</summary>
    public sealed record PeerFailed(string ParticipantId, string Peer, string Code, DateTimeOffset At) : RelayEvent(ParticipantId, Peer);

    /// <summary>The full list for this participant, sent after every change.</summary>
    public sealed record SlotsChanged(string ParticipantId, string Peer, IReadOnlyList<SlotAssignment> Slots) : RelayEvent(ParticipantId, Peer);

    /// <summary>Whether anybody watches the participant's encoding <paramref name="Rid"/> (empty: its only encoding).</summary>
    public sealed record LayerChanged(string ParticipantId, string Peer, string Rid, bool Active) : RelayEvent(ParticipantId, Peer);

    /// <summary>
    /// Whether a queue stands on the participant's way up, seen by how late their sound comes: whatever else they send, sound waits behind it.
    /// <paramref name="Narrow"/>: no more than sound gets through meanwhile.
    /// </summary>
    public sealed record UplinkQueued(string ParticipantId, string Peer, bool Queued, bool Narrow = false) : RelayEvent(ParticipantId, Peer);

    /// <summary>Whether somebody who hears the participant has a way down that takes sound only: the thinner the sound is, the less of it waits there.</summary>
    public sealed record SoundWanted(string ParticipantId, string Peer, bool Thin) : RelayEvent(ParticipantId, Peer);

    public sealed record QualityChanged(string ParticipantId, string Peer, PathQuality Quality) : RelayEvent(ParticipantId, Peer);

    /// <summary>A phone leg came further, or ended. <see cref="RelayEvent.Peer"/> is the leg's name (<see cref="PhoneCallRequest.Leg"/>).</summary>
    public sealed record PhoneChanged(string ParticipantId, string Peer, PhoneLegState State, DateTimeOffset At) : RelayEvent(ParticipantId, Peer);

    /// <summary>
    /// A key was pressed on the phone of somebody who came in by a PIN (<see cref="PhoneCallRequest.Pin"/>), while they are in: <c>0</c> to <c>9</c>, <c>*</c>, <c>#</c>,
    /// <c>A</c> to <c>D</c>; at most two a second. <see cref="RelayEvent.Peer"/> is the leg's name.
    /// </summary>
    public sealed record PhoneKey(string ParticipantId, string Peer, char Key, DateTimeOffset At) : RelayEvent(ParticipantId, Peer);
}
