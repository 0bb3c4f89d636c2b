using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <content>What people in a session do, and what its booking system does to it.</content>
internal sealed partial class Session
{
    public void Admit(Seat by, string participantId, DateTimeOffset now)
    {
        Ensure(by, Permissions.Admit, "admit people");
        if (!seats.TryGetValue(participantId, out var seat)) throw Refusals.NoSuchParticipant();
        if (seat.Phone is { State: PhoneLegState.Waiting, ByPin: false } leg)
        {
            AdmitPhone(seat, leg);
            return;
        }

        if (!seat.IsPresent) throw Refusals.NoSuchParticipant();
        if (seat.Kept.Admitted) return;
        seat.Kept.Admitted = true;
        seat.AdmittedAt = now;
        seat.Turn = null;
        KeepSeat(seat);
        changes.Participants = true;
        Tell(seat, Events.Admitted, ReplyTo(seat, now));
        AnnounceNext();
    }

    /// <summary>Declines somebody who waits, who may knock again; sends somebody who is in away for good.</summary>
    public void Remove(Seat by, string participantId, DateTimeOffset now)
    {
        Ensure(by, Permissions.Admit, "remove people");
        if (!seats.TryGetValue(participantId, out var seat)) throw Refusals.NoSuchParticipant();
        if (seat is { WaitsOnPhone: true, Phone: { } leg })
        {
            // Whoever has picked up is sent away, not the person: they may come back by themselves.
            changes.Phones.Add(new PhoneOrder(PhoneDeed.HangUp, seat.Id, leg.Name));
            return;
        }

        if (!seat.IsPresent) throw Refusals.NoSuchParticipant();
        if (seat.Kept.Role == ParticipantRole.Host) throw Refusals.NotAllowed("remove a host");
        if (seat.IsWaiting)
        {
            Tell(seat, Events.Removed, new RemovedMessage(Declined: true));
            Depart(seat, now);
            return;
        }

        Revoke(seat, now);
    }

    /// <summary>Removes and revokes, whoever it is: also whose ticket was minted here and not used yet. False for an id that the session does not know.</summary>
    public bool Revoke(string participantId, DateTimeOffset now)
    {
        if (!seats.TryGetValue(participantId, out var seat)) return false;
        Revoke(seat, now);
        return true;
    }

    public void SetMedia(Seat seat, SendingMedia sending)
    {
        if (sending.Audio) Ensure(seat, Permissions.Audio, "send sound");
        if (sending.Video) Ensure(seat, Permissions.Video, "send a picture");
        if (sending.Screen) Ensure(seat, Permissions.Screen, "share a screen");
        changes.Participants |= seat.Sending with { Held = sending.Held } != sending; // who holds a picture back is told by the slots
        seat.Sending = sending;
    }

    public ChatReply Say(Seat seat, string text, DateTimeOffset now)
    {
        Ensure(seat, Permissions.Chat, "write messages");
        if (string.IsNullOrWhiteSpace(text)) throw Refusals.BadRequest("The message is empty.");
        if (text.Length > SessionLimits.ChatTextLength) throw Refusals.BadRequest($"The message has {text.Length} characters; {SessionLimits.ChatTextLength} are the most.");
        var key = NumberKey(++lastChatNumber);
        var line = new ChatLine(key, seat.Id, seat.Kept.Name, text, now);
        chat.Enqueue(line);
        Keep(RowKind.Chat, key, line);
        if (chat.Count > SessionLimits.ChatLines) changes.Rows.Add(new Row(RowKind.Chat, chat.Dequeue().Id, null));
        TellAllIn(Events.Chat, line);
        return new ChatReply(line.Id, line.At);
    }

    /// <param name="seat">Who extends it.</param>
    /// <param name="endsAt">Later than now its end is, and within what <see cref="WouldExtend"/> allows. A minute that is begun is used up.</param>
    /// <param name="now">The moment.</param>
    public ExtendReply Extend(Seat seat, DateTimeOffset endsAt, DateTimeOffset now)
    {
        var minutes = (int)Math.Ceiling((endsAt - Record.EndsAt).TotalMinutes);
        Record.EndsAt = endsAt;
        Record.ExtendedMinutes += minutes;
        KeepRecord();
        Happened(WebhookEvents.SessionExtended, now, seat, new { minutes });
        changes.Clock = true;
        return new ExtendReply(Record.EndsAt);
    }

    /// <summary>The end that the session would have; nothing changes.</summary>
    public ExtendReply WouldExtend(Seat seat, int minutes)
    {
        Ensure(seat, Permissions.Extend, "extend the session");
        if (minutes < 1) throw Refusals.BadRequest("A session is extended by at least one minute.");
        var left = Record.Policy.ExtendMinutes - Record.ExtendedMinutes;
        if (minutes > left) throw Refusals.ExtendRefused(left);
        return new ExtendReply(Record.EndsAt.AddMinutes(minutes));
    }

    /// <summary>Leaves. With <paramref name="closing"/> the page only says that it is being closed: it may be a reload, so the place is kept a while.</summary>
    public void Leave(Seat seat, bool closing, DateTimeOffset now)
    {
        if (closing)
        {
            seat.ConnectionId = null;
            seat.AwaySince = now;
            seat.ClosingSince = now;
            KeepGap(ledger.Explain(seat.Id, GapCause.Page));
            return;
        }

        Depart(seat, now);
    }

    /// <summary>A hub connection is gone. Media may well go on.</summary>
    public void ConnectionLost(string participantId, string connectionId, DateTimeOffset now)
    {
        if (!seats.TryGetValue(participantId, out var seat)) return;
        if (seat.Move?.ConnectionId == connectionId) seat.Move = null;
        if (seat.ConnectionId != connectionId) return;
        seat.ConnectionId = null;
        seat.AwaySince = now;
    }

    public void End(Seat seat, DateTimeOffset now)
    {
        Ensure(seat, Permissions.End, "end the session");
        End(now);
    }

    /// <summary>Ends the session for everyone and erases what was said in it. Again: nothing happens.</summary>
    public void End(DateTimeOffset at)
    {
        if (IsEnded) return;
        foreach (var seat in seats.Values)
        {
            CloseCall(seat, Word(PhoneLegState.HungUp), at);
            if (seat.IsIn) GiveUpGap(seat, at);
            Tell(seat, Events.Ended, EmptyMessage.Instance);
            if (seat.Move is { } move) changes.Notices.Add(new Notice(move.ConnectionId, Events.Ended, EmptyMessage.Instance));
            seat.ConnectionId = null;
            seat.LivePeer = null;
            seat.Move = null;
            seat.Kept.Live = false;
            seat.Kept.Callback = null;
            seat.Kept.Pin = null;
            seat.Kept.Notice = null;
            KeepSeat(seat);
        }

        Record.EndedAt = at;
        KeepRecord();
        chat.Clear();
        tickets.Clear();
        changes.Rows.Add(new Row(RowKind.Chat, "", null));
        changes.Rows.Add(new Row(RowKind.Ticket, "", null));
        HasEnded(at);
        changes.Ended = true;
        metrics.Lost(LostMillisecondsAt(at));
    }

    /// <summary>Moves the session or changes its rules; the caller has judged the values.</summary>
    public void Change(DateTimeOffset startsAt, DateTimeOffset endsAt, SessionPolicy policy)
    {
        if (IsEnded) throw Refusals.Ended();
        Record.StartsAt = startsAt;
        Record.EndsAt = endsAt;
        Record.Policy = policy;
        KeepRecord();
        changes.Clock = true;
    }

    /// <summary>
    /// Keeps a seat for whom a new ticket is made out to, with what it brings along, and gives the time it is to be issued at: later than every revocation of the person's older tickets
    /// (tickets count whole seconds).
    /// </summary>
    public DateTimeOffset Invite(Invitee invitee, DateTimeOffset now)
    {
        if (StateAt(now) == SessionState.Ended) throw Refusals.Ended();
        var reach = invitee.Reach;
        var known = seats.GetValueOrDefault(invitee.ParticipantId);
        var seat = known ?? AddSeat(invitee.ParticipantId, invitee.Name, invitee.Role, invitee.Can); // from now on the person can be removed, also before the ticket is used
        if (reach.Callback is not null || seat.HasPin) seat.Kept.Callback = reach.Callback; // who is called at their own wish is not once they have taken the number back
        if (reach.Language is not null) seat.Kept.Language = reach.Language;
        if (reach.Pin is not null || seat.HasPin) seat.Kept.Pin = reach.Pin;
        if (reach.ByPhone) ExpectByPhone(seat);
        var saysAnew = seat.Kept.Notice != invitee.Notice;
        seat.Kept.Notice = invitee.Notice;
        if (known is null || reach != Nothing || saysAnew) KeepSeat(seat);
        if (saysAnew && (seat.IsWaiting || seat.WaitsOnPhone))
        {
            changes.Participants = true;
            if (invitee.Notice is not null) AnnounceNext();
        }

        return seat.Kept.RevokedUntil is { } revoked && revoked.AddSeconds(1) > now ? revoked.AddSeconds(1) : now;
    }

    private void Revoke(Seat seat, DateTimeOffset now)
    {
        Tell(seat, Events.Removed, new RemovedMessage(Declined: false));
        if (seat.Move is { } move) changes.Notices.Add(new Notice(move.ConnectionId, Events.Removed, new RemovedMessage(Declined: false)));
        seat.Move = null;
        seat.Kept.RevokedUntil = now;
        RenewAdmission(seat);
        Depart(seat, now);
        seat.Kept.Removed = true;
        seat.Kept.Admitted = false;
        KeepSeat(seat);
    }

    /// <param name="at">When the person was last here.</param>
    private void Depart(Seat seat, DateTimeOffset at)
    {
        var waited = seat.IsWaiting || seat.WaitsOnPhone;
        KeepGap(CloseGap(seat, at, "failed"));
        if (seat.Phone is not null)
        {
            CloseCall(seat, Word(PhoneLegState.HungUp), at); // the relay hangs up with the rest of the person's media
            TellPhone(seat, PhoneLegState.HungUp);
            TellCodec();
        }

        if (seat.Kept.Joined) Happened(WebhookEvents.ParticipantLeft, at, seat, new { });
        seat.Kept.Joined = false;
        seat.ConnectionId = null;
        seat.AwaySince = null;
        seat.ClosingSince = null;
        seat.AdmittedAt = null;
        seat.LivePeer = null;
        seat.Peer = null;
        seat.PeerBeforeGap = null;
        seat.Slots.Clear();
        seat.Wishes.Clear();
        seat.Kept.Live = false;
        seat.Kept.Left = true;
        KeepSeat(seat);
        changes.Participants = true;
        changes.Disconnected.Add(seat.Id);
        seat.Turn = null;
        if (waited) AnnounceNext();
    }
}
