using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <content>What the relay sees of people's paths, and the time that is lost when one breaks.</content>
internal sealed partial class Session
{
    private static readonly TimeSpan ClockEvery = TimeSpan.FromSeconds(15); // corrects clients' drift; a change is told at once

    private bool toldHostLate;
    private DateTimeOffset clockToldAt;

    public void Hear(RelayEvent happened)
    {
        if (IsEnded || !seats.TryGetValue(happened.ParticipantId, out var seat)) return; // the relay may have spoken before it heard of the end
        if (happened is RelayEvent.PhoneChanged phone) HearPhone(seat, phone); // of somebody who has closed the page, too
        if (!seat.IsIn) return;
        if (happened is RelayEvent.PhoneKey pressed) HearKey(seat, pressed);
        switch (happened)
        {
            case RelayEvent.PathLive live:
                BecomeLive(seat, live);
                break;
            case RelayEvent.PathSilent silent when seat.LivePeer == silent.Peer:
                LosePath(seat, silent.LastPacketAt);
                break;
            case RelayEvent.PeerFailed failed:
                if (failed.Code != "closed") Tell(seat, Events.Failed, new FailedMessage(failed.Peer, failed.Code));
                if (seat.LivePeer == failed.Peer) LosePath(seat, failed.At);
                ForgetPeer(seat, failed.Peer);
                break;
            case RelayEvent.SlotsChanged slots when seat.Knows(slots.Peer):
                seat.Slots.Heard(slots.Peer, slots.Slots);
                if (seat.ShownPeer == slots.Peer) TellSlots(seat);
                break;
            case RelayEvent.LayerChanged layer when seat.Knows(layer.Peer):
                seat.Wishes.HeardLayer(layer.Peer, layer.Rid, layer.Active);
                Tell(seat, Events.Layers, new LayerMessage(layer.Rid, layer.Active, layer.Peer)); // of whichever peer: each has encodings of its own
                break;
            case RelayEvent.UplinkQueued uplink when seat.Knows(uplink.Peer):
                Tell(seat, Events.Uplink, new UplinkMessage(uplink.Queued, uplink.Narrow, uplink.Peer));
                break;
            case RelayEvent.SoundWanted sound when seat.Knows(sound.Peer):
                seat.Wishes.HeardSound(sound.Peer, sound.Thin);
                Tell(seat, Events.Sound, new SoundMessage(sound.Thin, sound.Peer)); // of whichever peer, as layers
                break;
            case RelayEvent.QualityChanged quality when seat.Quality != quality.Quality && seat.ShownPeer == quality.Peer:
                seat.Quality = quality.Quality;
                changes.Participants = true;
                break;
        }
    }

    /// <summary>The media room is gone without anybody's wish: nobody has a path.</summary>
    public void LoseAllPaths(DateTimeOffset at)
    {
        foreach (var seat in seats.Values)
        {
            if (seat.Phone is not null) EndCall(seat, PhoneLegState.Failed, at);
            if (seat.LivePeer is not null) LosePath(seat, at);
        }
    }

    /// <summary>Once a second or so: gives up places of those who stay away, calls them where that is the rule, looks after whoever is the last on the phone, tells that the host is late, ends the session at its end.</summary>
    public void Tick(DateTimeOffset now)
    {
        if (IsEnded) return;
        if (Window.IsOver(now))
        {
            End(Window.ClosesAt);
            return;
        }

        foreach (var seat in seats.Values)
        {
            if (seat.IsPresent && seat.AwaySince is { } since && now - since >= Seat.AwayLimit) GiveUp(seat, now);
        }

        DialUnasked(now);
        LookAfterTheLast(now);
        if (toldHostLate != IsHostLate(now)) changes.Clock = true;
        if (now - clockToldAt >= ClockEvery) changes.Clock = true;
    }

    public long LostMillisecondsAt(DateTimeOffset now)
    {
        if (Record.StartedAt is not { } started) return 0;
        var until = Record.EndedAt ?? now;
        return ledger.LostMilliseconds(started, until < Record.EndsAt ? until : Record.EndsAt);
    }

    /// <summary>How much later than the start a host had a path, or has none yet.</summary>
    public long LateSecondsAt(DateTimeOffset now)
    {
        var until = Record.EndedAt ?? now;
        var came = until < Record.EndsAt ? until : Record.EndsAt;
        foreach (var seat in seats.Values)
        {
            if (seat.Kept is { Role: ParticipantRole.Host, FirstLiveAt: { } first } && first < came) came = first;
        }

        return Math.Max(0, (long)(came - Record.StartsAt).TotalSeconds);
    }

    public ClockMessage ClockAt(DateTimeOffset now) =>
        new(Record.StartsAt, Record.EndsAt, now, LostMillisecondsAt(now) / 1000, IsHostLate(now), IsHostPresent());

    /// <summary>Notes that everybody has this clock now.</summary>
    public void ClockTold(ClockMessage clock)
    {
        toldHostLate = clock.HostLate;
        clockToldAt = clock.Now;
    }

    private void BecomeLive(Seat seat, RelayEvent.PathLive live)
    {
        var (peer, at) = (live.Peer, live.At);
        seat.LiveOverTcp = live.OverTcp;
        seat.LiveByTurn = iceServers.IsTurn(live.From);
        if (seat.LivePeer == peer) return;
        var again = seat.LivePeer is not null; // a fresh peer connection took over without a break
        var shown = seat.ShownPeer;
        seat.LivePeer = peer;
        if (shown != peer) TellSlots(seat);
        if (seat.Quality == PathQuality.Lost) seat.Quality = PathQuality.Good;
        if (again) return;
        if (seat.Phone is { State: PhoneLegState.Waiting }) StopWaiting(seat); // they are in again, whatever becomes of their phone
        ComeBack(seat, at);
        if (seat.AdmittedAt is { } admitted && seat.PeerBeforeGap is null) metrics.Joined(at - admitted);
        seat.AdmittedAt = null;
        seat.PeerBeforeGap = peer;
        KeepSeat(seat);
        if (seat.Phone is { } leg) TellPhone(seat, leg.State);
    }

    /// <summary>There is a path, by browser or phone, where there was none: what was missing ends. The caller keeps the seat.</summary>
    private void ComeBack(Seat seat, DateTimeOffset at)
    {
        var gap = CloseGap(seat, at, "ok");
        KeepGap(gap);
        seat.Kept.FirstLiveAt ??= at;
        seat.Kept.Live = true;
        if (!seat.Kept.Joined) Happened(WebhookEvents.ParticipantJoined, at, seat, new { role = seat.Kept.Role });
        else if (gap >= 0) HasReconnected(seat, ledger.Gaps[gap]);
        seat.Kept.Joined = true;
        if (Record.StartedAt is null && IsTwoWay())
        {
            Record.StartedAt = at;
            KeepRecord();
            Happened(WebhookEvents.SessionStarted, at, null, new { });
        }

        changes.Participants = true;
        changes.Clock = true;
    }

    /// <summary>A second connection that came to nothing leaves the person with the first.</summary>
    private void ForgetPeer(Seat seat, string peer)
    {
        seat.Slots.Forget(peer);
        if (seat.Peer != peer) return;
        seat.Peer = seat.LivePeer;
        TellSlots(seat);
    }

    private void TellSlots(Seat seat)
    {
        if (seat.ShownPeer is { } peer && seat.Slots.Of(peer) is { } slots) Tell(seat, Events.Slots, SlotMessage.From(peer, slots));
    }

    private void LosePath(Seat seat, DateTimeOffset lastPacketAt)
    {
        seat.PeerBeforeGap = seat.LivePeer;
        seat.LivePeer = null;
        changes.Participants = true;
        changes.Clock = true;
        if (seat.Phone is { } leg) TellPhone(seat, leg.State);
        if (seat.IsOnPhone)
        {
            if (seat.HostsByPhone) AnnounceNext(); // who knocked on the page that is gone was heard by nobody
            return;
        }

        seat.Kept.Live = false;
        KeepSeat(seat);
        Interrupt(seat, lastPacketAt, seat.ClosingSince is null ? GapCause.Network : GapCause.Page);
        if (seat.WaitsOnPhone) StartWaiting(seat);
    }

    private void Interrupt(Seat seat, DateTimeOffset from, GapCause cause)
    {
        var number = ledger.Gaps.Count < SessionLimits.Gaps ? ledger.Open(seat.Id, from, cause) : -1;
        KeepGap(number);
        if (number >= 0 && seat.Kept.Joined) Happened(WebhookEvents.ParticipantReconnecting, from, seat, new { cause });
    }

    private int CloseGap(Seat seat, DateTimeOffset to, string result)
    {
        var number = ledger.Close(seat.Id, to);
        if (number < 0) return -1;
        var gap = ledger.Gaps[number];
        metrics.GapClosed(gap.Cause, gap.To!.Value - gap.From, result, result != "ok" ? "hub" : StepOf(seat));
        return number;
    }

    /// <summary>How a person came back: over what, else on which connection.</summary>
    private static string StepOf(Seat seat) => seat switch
    {
        { LivePeer: null, IsOnPhone: true } => "phone",
        { LiveByTurn: true } => "turn",
        { LiveOverTcp: true } => "tcp",
        _ => seat.LivePeer == seat.PeerBeforeGap ? "ice" : "peer",
    };

    private void GiveUpGap(Seat seat, DateTimeOffset at) => KeepGap(CloseGap(seat, at, "failed"));

    /// <summary>Away for long: who waits, who never had a path and whose page was closed has left. A broken path alone keeps its place until the end.</summary>
    private void GiveUp(Seat seat, DateTimeOffset now)
    {
        if (seat.LivePeer is not null || seat.Phone is not null) return;
        var closed = seat.ClosingSince is not null ? ledger.Void(seat.Id) : -1;
        KeepGap(closed);
        if (ledger.OpenGapOf(seat.Id) < 0) Depart(seat, closed >= 0 ? ledger.Gaps[closed].From : now);
    }

    private bool IsTwoWay()
    {
        var host = false;
        var other = false;
        foreach (var seat in seats.Values)
        {
            if (!seat.HasPath) continue;
            if (seat.Kept.Role == ParticipantRole.Host) host = true;
            else other = true;
        }

        return host && other;
    }

    private bool IsHostPresent()
    {
        foreach (var seat in seats.Values)
        {
            if (seat.IsIn && seat.Kept.Role == ParticipantRole.Host && (seat.ConnectionId is not null || seat.HasPath)) return true;
        }

        return false;
    }

    private bool IsHostLate(DateTimeOffset now)
    {
        if (now < Record.StartsAt.AddMinutes(Record.Policy.LateHostMinutes)) return false;
        foreach (var seat in seats.Values)
        {
            if (seat.Kept is { Role: ParticipantRole.Host, Entered: true }) return false;
        }

        return true;
    }
}
