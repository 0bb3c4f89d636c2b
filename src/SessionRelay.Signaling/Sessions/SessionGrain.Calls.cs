using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <content>The calls, each a deed of the session or of its media room.</content>
internal sealed partial class SessionGrain
{
    public async Task<Answer<SessionView>> Create(SessionDraft draft)
    {
        if (session is null)
        {
            var record = new SessionRecord { Id = Id, StartsAt = draft.StartsAt, EndsAt = draft.EndsAt, Policy = draft.Policy, CreatedFrom = draft.CreatedFrom };
            session = Session.Create(record, tools);
            room = NewRoom();
            logger.Created(Id, draft.StartsAt, draft.EndsAt);
        }

        return await Do((its, now) => its.Record.CreatedFrom == draft.CreatedFrom
            ? its.View(now)
            : throw new RefusedException("session-exists", "A session of this id was created from something else. Take another id, or change it with PATCH."));
    }

    public Task<Answer<SessionView>> Change(SessionPatch patch) => Do((its, now) =>
    {
        var startsAt = patch.StartsAt ?? its.Record.StartsAt;
        var endsAt = patch.EndsAt ?? its.Record.EndsAt;
        if (endsAt <= startsAt) throw new RefusedException("invalid-times", "The session would end before it starts.");
        if (endsAt - startsAt > TimeSpan.FromHours(SessionLimits.LongestHours)) throw new RefusedException("invalid-times", $"The session would be longer than {SessionLimits.LongestHours} hours.");
        its.Change(startsAt, endsAt, patch.Policy ?? its.Record.Policy);
        return its.View(now);
    });

    public Task<Answer<SessionView>> View() => Do((its, now) => its.View(now));

    public Task<Answer<Invitation>> Invite(Invitee invitee) => Do((its, now) =>
        new Invitation(its.Invite(invitee, now)));

    public Task<Answer<SessionView>> Close() => Do((its, now) =>
    {
        its.End(now);
        return its.View(now);
    });

    public Task<Answer<EmptyMessage>> Revoke(string participantId) => Do((its, now) =>
    {
        if (!its.Revoke(participantId, now)) throw Refusals.NoSuchParticipant();
    });

    public Task<Answer<CallPhoneReply>> CallHost(string participantId) => Do((its, now) =>
    {
        if (tools.Phase.Draining) its.EnsureRuns(now); // two phones have no page that would bring them back to another node
        return its.CallHost(participantId, now);
    });

    public async Task<Answer<EnterReply>> Enter(TicketEntry entry)
    {
        var answer = await Do((its, now) =>
        {
            if (tools.Phase.Draining) its.EnsureRuns(now);
            return its.Enter(entry.Claims, entry.Attempt, entry.Move, entry.ConnectionId, now);
        });
        return Entered(answer);
    }

    public async Task<Answer<EnterReply>> Return(ResumeClaims token, string connectionId)
    {
        var answer = await Do((its, now) => its.Return(token, connectionId, now));
        return Entered(answer);
    }

    public async Task<Answer<ConnectAnswer>> Connect(Caller caller, PeerOffer offer)
    {
        var allowed = await Do((its, now) => its.Admitted(caller.ParticipantId, caller.ConnectionId, now));
        if (allowed.Refusal is { } refusal) return new Answer<ConnectAnswer>(null, refusal);
        var media = await room!.GetAsync();

        // While the room opened the person may have gone.
        allowed = await Do((its, now) => its.Admitted(caller.ParticipantId, caller.ConnectionId, now));
        if (allowed.Value is not { } seat) return new Answer<ConnectAnswer>(null, allowed.Refusal);
        var (peer, peerBefore) = (offer.Peer, seat.Peer);
        seat.Peer = peer;
        var reply = await media.ConnectAsync(new ConnectRequest(caller.ParticipantId, peer, offer.Generation, offer.Sdp, seat.Allowed, seat.Sending));
        if (reply.Refusal is { } code)
        {
            if (seat.Peer == peer) seat.Peer = peerBefore;
            return new Answer<ConnectAnswer>(null, new Refusal(code, reply.Reason));
        }

        // Removed while the relay answered: the command to disconnect may have come before there was anything to disconnect.
        if (!seat.IsIn) room.Post(open => open.DisconnectAsync(caller.ParticipantId));
        if (seat.Knows(peer)) seat.Slots.Answered(peer, reply.Slots); // a later offer, or leaving, may have overtaken this one
        seat.Slots.ForgetAllBut(seat.Knows);
        seat.Wishes.ForgetAllBut(seat.Knows);
        slotsDue = true;
        return new Answer<ConnectAnswer>(new ConnectAnswer(reply.Sdp, SlotMessage.From(peer, reply.Slots)), null);
    }

    public Task<Answer<EmptyMessage>> Admit(Caller caller, string participantId) =>
        Do((its, now) => its.Admit(its.Admitted(caller.ParticipantId, caller.ConnectionId, now), participantId, now));

    public Task<Answer<EmptyMessage>> Remove(Caller caller, string participantId) =>
        Do((its, now) => its.Remove(its.Admitted(caller.ParticipantId, caller.ConnectionId, now), participantId, now));

    public Task<Answer<EmptyMessage>> AllowMove(Caller caller, string participantId, bool allow) =>
        Do((its, now) => its.AllowMove(its.Admitted(caller.ParticipantId, caller.ConnectionId, now), participantId, allow, now));

    public Task<Answer<EmptyMessage>> SetMedia(Caller caller, bool audio, bool video, bool screen, bool held) => Do((its, now) =>
    {
        var sending = new SendingMedia(audio, video, screen, held);
        its.SetMedia(its.Admitted(caller.ParticipantId, caller.ConnectionId, now), sending);
        room!.Post(media => media.SetMediaAsync(caller.ParticipantId, sending));
    });

    public Task<Answer<EmptyMessage>> WatchSlot(Caller caller, int slot, int maxWidth, int maxHeight, bool paused) => Do((its, now) =>
    {
        its.Admitted(caller.ParticipantId, caller.ConnectionId, now);
        room!.Post(media => media.WatchSlotAsync(caller.ParticipantId, slot, maxWidth, maxHeight, paused));
    });

    public Task<Answer<ChatReply>> SendChat(Caller caller, ChatText said) =>
        Do((its, now) => its.Say(its.Admitted(caller.ParticipantId, caller.ConnectionId, now), said.Text, now));

    public async Task<Answer<ExtendReply>> Extend(Caller caller, int minutes)
    {
        var asked = await Do((its, now) => its.WouldExtend(its.Admitted(caller.ParticipantId, caller.ConnectionId, now), minutes));
        if (asked.Value is not { } would) return asked;
        var (end, refusal) = await AskCalendarAsync(minutes, would.EndsAt);
        if (refusal is not null) return new Answer<ExtendReply>(null, refusal.Refusal);
        return await Do((its, now) =>
        {
            var seat = its.Admitted(caller.ParticipantId, now); // by whichever connection they are here now: the calendar has given the time
            if (its.WouldExtend(seat, minutes).EndsAt != would.EndsAt) throw Refusals.TimeIsTaken(); // it grew meanwhile, and the calendar was asked for less
            return its.Extend(seat, end, now);
        });
    }

    /// <summary>Whoever has the calendar takes the time there first: the booking system that the session names, or the one in this process.</summary>
    private async Task<(DateTimeOffset End, RefusedException? Refusal)> AskCalendarAsync(int minutes, DateTimeOffset wanted)
    {
        if (session?.Record.Policy.ExtendUrl is { } url)
        {
            var present = wanted.AddMinutes(-minutes);
            var answer = await calls.AskAsync(url, Id, minutes, wanted);
            if (answer.IsAway) return (default, Refusals.CalendarIsAway());
            return answer.EndsAt is { } granted && granted > present && granted <= wanted ? (granted, null) : (default, Refusals.TimeIsTaken(answer.Reason));
        }

        return guard is null || await guard.AllowAsync(Id, wanted) ? (wanted, null) : (default, Refusals.TimeIsTaken());
    }

    public async Task<Answer<CallPhoneReply>> CallPhone(Caller caller, string participantId)
    {
        var answer = await Do((its, now) => its.CallPhone(its.Admitted(caller.ParticipantId, caller.ConnectionId, now), participantId, now));
        if (answer.Value?.Number is not null) logger.NumberShown(Id, participantId, caller.ParticipantId);
        return answer;
    }

    public Task<Answer<EmptyMessage>> HangUp(Caller caller, string participantId) =>
        Do((its, now) => its.HangUp(its.Admitted(caller.ParticipantId, caller.ConnectionId, now), participantId));

    public Task<Answer<EmptyMessage>> Leave(Caller caller, bool closing) =>
        Do((its, now) => its.Leave(its.Present(caller.ParticipantId, caller.ConnectionId), closing, now));

    public Task<Answer<EmptyMessage>> End(Caller caller) =>
        Do((its, now) => its.End(its.Admitted(caller.ParticipantId, caller.ConnectionId, now), now));

    public async Task ConnectionLost(Caller caller)
    {
        await Do((its, now) => its.ConnectionLost(caller.ParticipantId, caller.ConnectionId, now));
        logger.Away(Id, caller.ParticipantId);
    }

    public async Task Wake() => await Do((its, now) => its.Tick(now));

    private Answer<EnterReply> Entered(Answer<EnterReply> answer)
    {
        if (answer.Value is not { } reply) return answer;
        logger.Entered(Id, reply.ParticipantId, reply.State);
        RepeatWithNextTick(reply.ParticipantId);
        return answer;
    }
}
