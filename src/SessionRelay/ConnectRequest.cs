namespace SessionRelay;

/// <summary>What a participant sends now; mute is here. Audio packets go on with silence while muted, the relay forwards none of them.</summary>
/// <param name="Audio">The microphone.</param>
/// <param name="Video">The camera is on.</param>
/// <param name="Screen">A screen is shared.</param>
/// <param name="Held">The camera is on and its picture is not sent, as the way up takes sound only: others see it as <see cref="SlotPause.Bandwidth"/>.</param>
public readonly record struct SendingMedia(bool Audio, bool Video, bool Screen, bool Held = false);

/// <summary>A client's offer: a first connection, an ICE restart or a change of codec.</summary>
/// <param name="ParticipantId">Who connects.</param>
/// <param name="Peer">Name of the client's RTCPeerConnection: a new one has a new name. 1 to 64 characters.</param>
/// <param name="Generation">Counts the offers of this peer from 0; one that is not above the last is refused as stale.</param>
/// <param name="Sdp">The offer, at most 128 KiB.</param>
/// <param name="Allowed">What the participant may send (from the ticket's <c>can</c>); anything else it sends is dropped and counted.</param>
/// <param name="Sending">What the participant sends now, as last told by <c>SetMedia</c>.</param>
public sealed record ConnectRequest(string ParticipantId, string Peer, int Generation, string Sdp, SendingMedia Allowed, SendingMedia Sending);

/// <summary>The relay's reply to an offer.</summary>
/// <param name="Refusal">Null when accepted; else <c>bad-offer</c> or <c>stale</c> (or <c>session-ended</c> when the room is closed).</param>
/// <param name="Reason">For people who develop: what is wrong and in which line. Holds no value of the offer.</param>
/// <param name="Sdp">The answer; empty when refused.</param>
/// <param name="Slots">The slots of this offer and who is in them; empty when refused.</param>
public sealed record ConnectReply(string? Refusal, string Reason, string Sdp, IReadOnlyList<SlotAssignment> Slots)
{
    internal static ConnectReply Refused(string refusal, string reason) => new(refusal, reason, "", []);
}
