using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Hub;

/// <summary>Each hub method takes one of these. A missing field is its default and is judged by the method.</summary>
/// <param name="Ticket">With <paramref name="Attempt"/>: redeems a ticket.</param>
/// <param name="Attempt">128 random bits of the client's, 16 to 64 characters: the same ticket with the same attempt is the same entry.</param>
/// <param name="Resume">Instead of a ticket: returns.</param>
/// <param name="Move">With a used ticket, from a second device: asks those with <c>admit</c> to move the participant here.</param>
internal sealed record EnterRequest(string? Ticket, string? Attempt, string? Resume, bool Move, ClientInfo? Client) : Discreet;

/// <summary>Who speaks, for the log; at most 64 characters each are kept.</summary>
internal sealed record ClientInfo(string? Name, string? Version) : Discreet;

internal sealed record ConnectMessage(string? Sdp, string? Peer, int? Generation) : Discreet;

internal sealed record ParticipantRequest(string? ParticipantId);

internal sealed record AllowMoveRequest(string? ParticipantId, bool Allow);

/// <param name="Held">The camera is on and its picture is not sent, as the way up takes sound only.</param>
internal sealed record SetMediaRequest(bool Audio, bool Video, bool Screen, bool Held);

internal sealed record WatchSlotRequest(int? Slot, int MaxWidth, int MaxHeight, bool Paused);

internal sealed record SendChatRequest(string? Text) : Discreet;

internal sealed record ExtendRequest(int? Minutes);

/// <param name="Closing">The page is being closed (<c>pagehide</c>): the seat is kept for 30 s, as it may be a reload.</param>
internal sealed record LeaveRequest(bool Closing);

internal sealed record EndRequest;
