using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <summary>Who calls, as the hub knows it: the participant that entered on this connection.</summary>
[GenerateSerializer, Immutable]
internal sealed record Caller(string ParticipantId, string ConnectionId);

/// <summary>A session to be made. The values are judged before they come here.</summary>
[GenerateSerializer, Immutable]
internal sealed record SessionDraft(DateTimeOffset StartsAt, DateTimeOffset EndsAt, SessionPolicy Policy, string CreatedFrom) : Discreet;

/// <summary>What a moved session changes; null leaves as it is.</summary>
[GenerateSerializer, Immutable]
internal sealed record SessionPatch(DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, SessionPolicy? Policy) : Discreet;

/// <summary>What a ticket is minted from.</summary>
[GenerateSerializer, Immutable]
internal sealed record Invitee(string ParticipantId, string Name, ParticipantRole Role, Permissions Can, Reach Reach, string? Notice) : Discreet;

/// <summary>How somebody is called by phone.</summary>
/// <param name="Callback">E.164; null: the number that is known already, none for a host who had a PIN.</param>
/// <param name="ByPhone">Also when they never came by browser.</param>
/// <param name="Language">Of the spoken words, BCP 47; null: the one that is known already.</param>
/// <param name="Pin">Of a host: digits that let them in by phone; null: none from now on.</param>
[GenerateSerializer, Immutable]
internal sealed record Reach(string? Callback, bool ByPhone = false, string? Language = null, string? Pin = null) : Discreet;

/// <summary>A ticket to redeem. Frameworks print arguments of calls that take too long: whatever is secret or private comes in a <see cref="Discreet"/> record.</summary>
[GenerateSerializer, Immutable]
internal sealed record TicketEntry(TicketClaims Claims, string Attempt, bool Move, string ConnectionId) : Discreet;

/// <summary>An RTCPeerConnection's offer.</summary>
[GenerateSerializer, Immutable]
internal sealed record PeerOffer(string Peer, int Generation, string Sdp) : Discreet;

/// <summary>What somebody writes.</summary>
[GenerateSerializer, Immutable]
internal sealed record ChatText(string Text) : Discreet;

[GenerateSerializer, Immutable]
internal sealed record Invitation(DateTimeOffset IssuedAt);

/// <summary>One session, keyed by its id: one activation in the whole cluster. What it answers is on the disk.</summary>
internal interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Makes the session, or answers the one that was made from the same; <c>session-exists</c> when it was made from something else.</summary>
    Task<Answer<SessionView>> Create(SessionDraft draft);

    Task<Answer<SessionView>> Change(SessionPatch patch);

    Task<Answer<SessionView>> View();

    Task<Answer<Invitation>> Invite(Invitee invitee);

    Task<Answer<SessionView>> Close();

    Task<Answer<EmptyMessage>> Revoke(string participantId);

    /// <summary>Calls a host who has a PIN, on behalf of their booking system.</summary>
    Task<Answer<CallPhoneReply>> CallHost(string participantId);

    Task<Answer<EnterReply>> Enter(TicketEntry entry);

    Task<Answer<EnterReply>> Return(ResumeClaims token, string connectionId);

    Task<Answer<ConnectAnswer>> Connect(Caller caller, PeerOffer offer);

    Task<Answer<EmptyMessage>> Admit(Caller caller, string participantId);

    Task<Answer<EmptyMessage>> Remove(Caller caller, string participantId);

    Task<Answer<EmptyMessage>> AllowMove(Caller caller, string participantId, bool allow);

    Task<Answer<EmptyMessage>> SetMedia(Caller caller, bool audio, bool video, bool screen, bool held);

    Task<Answer<EmptyMessage>> WatchSlot(Caller caller, int slot, int maxWidth, int maxHeight, bool paused);

    Task<Answer<ChatReply>> SendChat(Caller caller, ChatText said);

    Task<Answer<ExtendReply>> Extend(Caller caller, int minutes);

    Task<Answer<CallPhoneReply>> CallPhone(Caller caller, string participantId);

    Task<Answer<EmptyMessage>> HangUp(Caller caller, string participantId);

    Task<Answer<EmptyMessage>> Leave(Caller caller, bool closing);

    Task<Answer<EmptyMessage>> End(Caller caller);

    Task ConnectionLost(Caller caller);

    /// <summary>Looks at the clock: a session whose time is over ends.</summary>
    Task Wake();
}
