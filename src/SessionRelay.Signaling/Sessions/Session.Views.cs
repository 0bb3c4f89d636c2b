using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <content>How the session looks: to each of its people, and to its booking system.</content>
internal sealed partial class Session
{
    private const int States = (int)ParticipantState.Left + 1;

    public ParticipantState StateOf(Seat seat)
    {
        if (seat.IsOnPhone) return ParticipantState.Phone; // with a browser beside it too: their sound goes over the telephone network
        if (seat.IsWaiting || seat.WaitsOnPhone) return ParticipantState.Waiting;
        return StateByBrowser(seat);
    }

    private ParticipantState StateByBrowser(Seat seat)
    {
        if (!seat.IsPresent) return ParticipantState.Left;
        if (seat.LivePeer is not null) return ParticipantState.Live;
        return ledger.OpenGapOf(seat.Id) >= 0 ? ParticipantState.Reconnecting : ParticipantState.Connecting;
    }

    public SessionView View(DateTimeOffset now)
    {
        var participants = new List<ParticipantMessage>(seats.Count);
        var unreached = new List<string>();
        foreach (var seat in seats.Values)
        {
            if (seat.Kept.Entered || seat.WaitsOnPhone) participants.Add(Describe(seat, StateOf(seat)));
            else if (seat.Kept is { ByPhone: true, PhoneCalls: > 0 }) unreached.Add(seat.Id);
        }

        return new SessionView(
            Record.Id, StateAt(now), Record.StartsAt, Record.EndsAt, Record.Policy, participants,
            LostMillisecondsAt(now) / 1000, LateSecondsAt(now), [.. ledger.Gaps], unreached, Record.EndedAt);
    }

    /// <summary>The lists to send now: one for those who may admit, one for the others who are in, and each waiting person's own.</summary>
    public IEnumerable<Notice> ParticipantNotices()
    {
        var full = VisibleTo(Permissions.Admit);
        var plain = VisibleTo(Permissions.None);
        foreach (var seat in seats.Values)
        {
            if (seat.ConnectionId is not { } connection) continue;
            var list = seat.IsWaiting ? [Describe(seat, ParticipantState.Waiting)] : seat.Has(Permissions.Admit) ? full : plain;
            yield return new Notice(connection, Events.Participants, list);
        }
    }

    public IEnumerable<Notice> ClockNotices(DateTimeOffset now)
    {
        var clock = ClockAt(now);
        ClockTold(clock);
        foreach (var seat in seats.Values)
        {
            if (seat.ConnectionId is { } connection) yield return new Notice(connection, Events.Clock, clock);
        }
    }

    /// <summary>How many people are in each <see cref="ParticipantState"/> (the index).</summary>
    public int[] CountStates()
    {
        var counts = new int[States];
        foreach (var seat in seats.Values)
        {
            if (seat.Kept.Entered) counts[(int)StateOf(seat)]++;
        }

        return counts;
    }

    /// <summary>
    /// Pictures that somebody in the session would see and does not, for want of bandwidth: on the viewer's way down, or on the sender's way up.
    /// </summary>
    public (int Down, int Up) CountPausedPictures()
    {
        var (down, up) = (0, 0);
        foreach (var seat in seats.Values)
        {
            foreach (var slot in seat.Slots.PausedPicturesOf(seat.LivePeer))
            {
                if (slot.Source == SlotSource.Camera && seats.TryGetValue(slot.ParticipantId!, out var sends) && sends.Sending.Held) up++;
                else down++;
            }
        }

        return (down, up);
    }

    private DateTimeOffset LatestEnd => Record.EndsAt.AddMinutes(Record.Policy.GraceMinutes + Math.Max(0, Record.Policy.ExtendMinutes - Record.ExtendedMinutes));

    private SessionMessage Describe(DateTimeOffset now) => new(Record.Id, StateAt(now), Record.StartsAt, Record.EndsAt, Record.Policy with { ExtendUrl = null }, practice.Number);

    private static ParticipantMessage Describe(Seat seat, ParticipantState state)
    {
        var sending = state switch
        {
            ParticipantState.Left => default,
            ParticipantState.Phone => seat.LivePeer is null ? new SendingMedia(true, false, false) : seat.Sending with { Audio = true },
            _ => seat.Sending,
        };
        var allowed = seat.Allowed;
        return new ParticipantMessage(
            seat.Id, seat.Kept.Name, seat.Kept.Role, state,
            sending.Audio && allowed.Audio, sending.Video && allowed.Video, sending.Screen && allowed.Screen,
            state is ParticipantState.Reconnecting or ParticipantState.Left ? PathQuality.Lost : seat.Quality,
            seat.Kept.ByPhone);
    }

    private EnterReply ReplyTo(Seat seat, DateTimeOffset now)
    {
        var resume = resumeTokens.Write(ResumeRule.Next(Record.Id, seat.Kept));
        var can = PermissionWords.ToWords(seat.Kept.Can);
        return seat.IsIn
            ? new EnterReply(
                seat.Id, resume, "admitted", Describe(now), ClockAt(now), VisibleTo(seat.Kept.Can & Permissions.Admit), [.. chat], iceServers.For(now, LatestEnd), can,
                UseCodec, PhonesTold(seat))
            : new EnterReply(
                seat.Id, resume, "waiting", Describe(now), ClockAt(now), [Describe(seat, ParticipantState.Waiting)], [], [], can, new CodecMessage(AudioCodec.Opus), []);
    }

    /// <summary>Who waits, also on the phone, or is to be called is shown to those alone who can admit; who was removed or declined, to nobody.</summary>
    private List<ParticipantMessage> VisibleTo(Permissions viewer)
    {
        var admits = viewer.HasFlag(Permissions.Admit);
        var list = new List<ParticipantMessage>(seats.Count);
        foreach (var seat in seats.Values)
        {
            if (seat.Kept is not ({ Entered: true, Removed: false } or { ByPhone: true, Removed: false })) continue;
            if (seat.Kept.Admitted || ((seat.IsWaiting || seat.Kept.ByPhone) && admits)) list.Add(DescribeTo(admits, seat));
        }

        return list;
    }

    private ParticipantMessage DescribeTo(bool admits, Seat seat)
    {
        if (!admits) return Describe(seat, seat.WaitsOnPhone ? StateByBrowser(seat) : StateOf(seat));
        var described = Describe(seat, StateOf(seat));
        return described.State == ParticipantState.Waiting ? described with { Notice = seat.Kept.Notice } : described;
    }
}
