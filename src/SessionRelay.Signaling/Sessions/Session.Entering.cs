using System.Security.Cryptography;
using System.Text;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <content>Coming in: with a ticket, back with a resume token, from a second device.</content>
internal sealed partial class Session
{
    /// <summary>Redeems a ticket. The same ticket with the same attempt is the same entry; on a second device it may ask to <paramref name="move"/>.</summary>
    public EnterReply Enter(TicketClaims claims, string attempt, bool move, string connectionId, DateTimeOffset now)
    {
        EnsureOpen(now);
        var seat = seats.GetValueOrDefault(claims.ParticipantId);
        if (seat?.Kept.RevokedUntil is { } revoked && (claims.IssuedAt is not { } issued || issued <= revoked)) throw Refusals.Removed();
        var ticket = Hash(claims.TicketId);
        var use = new TicketUse(claims.ParticipantId, Hash(attempt));
        if (tickets.TryGetValue(ticket, out var earlier))
        {
            if (earlier.ParticipantId != use.ParticipantId || seat is null) throw Refusals.TicketUsed();
            if (earlier != use)
            {
                if (!move) throw Refusals.TicketUsed();
                var request = new MoveRequest(connectionId, claims, attempt);
                return MovesUnasked(seat) ? MoveUnasked(seat, request, now) : AskToMove(seat, request, now);
            }
        }

        EnsurePlace(claims.Role, seat);
        if (earlier is null && tickets.Count >= SessionLimits.Tickets) throw Refusals.Full();
        seat ??= AddSeat(claims.ParticipantId, claims.Name, claims.Role, claims.Can);
        seat.Kept.Name = claims.Name;
        seat.Kept.Role = claims.Role;
        seat.Kept.Can = claims.Can;
        if (earlier is null)
        {
            tickets.Add(ticket, use);
            Keep(RowKind.Ticket, ticket, use);
        }

        Arrive(seat, connectionId, now);
        return ReplyTo(seat, now);
    }

    /// <summary>Refuses whoever would begin the session on a node that is going away: they would be cut off at once.</summary>
    public void EnsureRuns(DateTimeOffset now)
    {
        EnsureOpen(now);
        if (!IsRunning) throw Refusals.Draining();
    }

    /// <summary>Returns with a resume token.</summary>
    public EnterReply Return(ResumeClaims token, string connectionId, DateTimeOffset now)
    {
        EnsureOpen(now);
        if (!seats.TryGetValue(token.ParticipantId, out var seat)) throw Refusals.ResumeLapsed();
        if (seat.Kept.Removed) throw Refusals.Removed();
        if (!ResumeRule.Holds(seat.Kept, token)) throw Refusals.ResumeLapsed();
        EnsurePlace(seat.Kept.Role, seat);
        ResumeRule.Use(seat.Kept, token);
        if (seat is { IsIn: true, LivePeer: not null, ClosingSince: null }) metrics.ReturnedToHub();
        Arrive(seat, connectionId, now);
        return ReplyTo(seat, now);
    }

    /// <summary>Answers somebody who asks to go on from a second device.</summary>
    public void AllowMove(Seat by, string participantId, bool allow, DateTimeOffset now)
    {
        Ensure(by, Permissions.Admit, "admit people");
        if (!seats.TryGetValue(participantId, out var seat) || seat.Move is not { } move) throw Refusals.NoSuchParticipant();
        if (allow) EnsurePlace(seat.Kept.Role, seat);
        seat.Move = null;
        if (!allow)
        {
            Decline(move);
            return;
        }

        Move(seat, move, now);
        if (seat.IsIn) Tell(seat, Events.Admitted, ReplyTo(seat, now)); // who waits goes on waiting, here
    }

    /// <summary>The seat that this connection speaks for.</summary>
    public Seat Admitted(string participantId, string connectionId, DateTimeOffset now)
    {
        if (StateAt(now) == SessionState.Ended) throw Refusals.Ended();
        if (!seats.TryGetValue(participantId, out var seat) || seat.ConnectionId != connectionId) throw Refusals.NotIn();
        return seat.IsIn ? seat : throw Refusals.Waiting();
    }

    /// <summary>The seat of somebody who is in, whatever became of the connection by which they asked.</summary>
    public Seat Admitted(string participantId, DateTimeOffset now)
    {
        if (StateAt(now) == SessionState.Ended) throw Refusals.Ended();
        return seats.TryGetValue(participantId, out var seat) && seat.IsIn ? seat : throw Refusals.NotIn();
    }

    /// <summary>The seat that this connection speaks for, also while it waits.</summary>
    public Seat Present(string participantId, string connectionId) =>
        seats.TryGetValue(participantId, out var seat) && seat.ConnectionId == connectionId ? seat : throw Refusals.NotIn();

    private static void Ensure(Seat seat, Permissions permission, string what)
    {
        if (!seat.Has(permission)) throw Refusals.NotAllowed(what);
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static void RenewAdmission(Seat seat)
    {
        seat.Kept.Admission++;
        seat.Kept.UsedGeneration = 0;
    }

    /// <summary>
    /// Who admits people answers for the own seat: somebody else to ask may never come. Anybody else goes on unasked only when the seat is out of use
    /// and nobody is there to be asked.
    /// </summary>
    private bool MovesUnasked(Seat seat)
    {
        if (seat.Has(Permissions.Admit)) return true;
        if (seat.ConnectionId is not null || seat.LivePeer is not null || seat.Phone is not null) return false;
        foreach (var other in seats.Values)
        {
            if (other.ConnectionId is not null && other.IsIn && other.Has(Permissions.Admit)) return false;
        }

        return true;
    }

    private EnterReply MoveUnasked(Seat seat, MoveRequest move, DateTimeOffset now)
    {
        EnsurePlace(seat.Kept.Role, seat);
        if (seat.Move is { } earlier && earlier.ConnectionId != move.ConnectionId) Decline(earlier);
        seat.Move = null;
        if (!seat.Has(Permissions.Admit) && Record.Policy.WaitingRoom)
        {
            // Nobody has seen who this is: the new device knocks like anybody else, and the old one's media end.
            seat.Kept.Admitted = false;
            seat.Peer = null;
            seat.Slots.Clear();
            seat.Wishes.Clear();
            changes.Disconnected.Add(seat.Id);
        }

        Move(seat, move, now);
        return ReplyTo(seat, now);
    }

    private void Move(Seat seat, MoveRequest move, DateTimeOffset now)
    {
        var ticket = Hash(move.Claims.TicketId);
        tickets[ticket] = new TicketUse(seat.Id, Hash(move.Attempt));
        Keep(RowKind.Ticket, ticket, tickets[ticket]);
        RenewAdmission(seat); // the first device's way back ends here
        Arrive(seat, move.ConnectionId, now);
    }

    private void Decline(MoveRequest move) =>
        changes.Notices.Add(new Notice(move.ConnectionId, Events.Removed, new RemovedMessage(Declined: true)));

    private EnterReply AskToMove(Seat seat, MoveRequest move, DateTimeOffset now)
    {
        if (!seat.IsPresent) EnsurePlace(seat.Kept.Role, seat);
        if (seat.Move is { } earlier && earlier.ConnectionId != move.ConnectionId) Decline(earlier);
        seat.Move = move;
        foreach (var other in seats.Values)
        {
            if (other.IsIn && other.Has(Permissions.Admit)) Tell(other, Events.MoveRequested, new MoveMessage(seat.Id));
        }

        // No resume token: until somebody says yes, this device is nobody here.
        var self = new ParticipantMessage(seat.Id, move.Claims.Name, seat.Kept.Role, ParticipantState.Waiting, false, false, false, PathQuality.Good);
        return new EnterReply(seat.Id, "", "waiting", Describe(now), ClockAt(now), [self], [], [], PermissionWords.ToWords(seat.Kept.Can), new CodecMessage(AudioCodec.Opus), []);
    }

    private void Arrive(Seat seat, string connectionId, DateTimeOffset now)
    {
        if (seat.ConnectionId != connectionId) Tell(seat, Events.Replaced, EmptyMessage.Instance);
        if (seat.Move?.ConnectionId == connectionId) seat.Move = null;
        if (seat.ClosingSince is not null) KeepGap(ledger.Explain(seat.Id, GapCause.Page));
        seat.ConnectionId = connectionId;
        seat.AwaySince = null;
        seat.ClosingSince = null;
        seat.Kept.Entered = true;
        seat.Kept.Left = false;
        seat.Kept.Removed = false;
        if (seat.Kept.Role == ParticipantRole.Host || !Record.Policy.WaitingRoom) seat.Kept.Admitted = true;
        if (seat.IsIn && seat.LivePeer is null) seat.AdmittedAt = now;
        KeepSeat(seat);
        changes.Participants = true;
        changes.Clock |= seat.Kept.Role == ParticipantRole.Host;
        if (seat.IsWaiting) StartWaiting(seat);
        if (!seat.IsIn || !seat.Has(Permissions.Admit)) return;
        foreach (var other in seats.Values)
        {
            if (other.Move is not null) Tell(seat, Events.MoveRequested, new MoveMessage(other.Id));
        }
    }

    private Seat AddSeat(string participantId, string name, ParticipantRole role, Permissions can)
    {
        if (seats.Count >= SessionLimits.Seats) throw Refusals.Full();
        var seat = new Seat(new SeatRecord { Id = participantId, Name = name, Role = role, Can = can });
        seats.Add(participantId, seat);
        return seat;
    }

    private void EnsureOpen(DateTimeOffset now)
    {
        switch (StateAt(now))
        {
            case SessionState.Scheduled: throw Refusals.TooEarly();
            case SessionState.Ended: throw Refusals.Ended();
        }
    }

    /// <summary>One place is always kept for a host, so that no crowd locks the therapist out.</summary>
    private void EnsurePlace(ParticipantRole role, Seat? seat)
    {
        if (!HasPlace(role, seat)) throw Refusals.Full();
    }

    private bool HasPlace(ParticipantRole role, Seat? seat)
    {
        if (seat is { IsPresent: true }) return true;
        var hosts = 0;
        var others = 0;
        foreach (var present in seats.Values)
        {
            if (!present.IsPresent) continue;
            if (present.Kept.Role == ParticipantRole.Host) hosts++;
            else others++;
        }

        var taken = others + (role == ParticipantRole.Host ? hosts : Math.Max(hosts, 1));
        return taken < Record.Policy.MaxPeople;
    }
}
