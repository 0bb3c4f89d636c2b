using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Sessions;

/// <summary>
/// Brings a <see cref="Session"/> its calls, stores what they changed, and then answers and tells. Calls interleave while they wait for the disk: each deed
/// is one synchronous step, writes keep their order, and nothing is answered before everything up to then is stored.
/// When a write fails, memory is ahead of the disk: the activation is given up and loads itself anew with the next call.
/// </summary>
[Reentrant]
internal sealed partial class SessionGrain(
    ISessionStore store, SessionTools tools, IMediaRelay relay, IParticipantChannel channel, TimeProvider time, ILogger<SessionGrain> logger, IExtensionCalls calls, IExtensionGuard? guard = null) : Grain, ISessionGrain
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250); // late enough to cost nothing, soon enough that nobody notices
    private const int AtOncePeople = 32; // with more, lists of participants go out with the tick: each is as long as the number of its readers

    private Session? session;
    private SessionRoom? room;
    private IGrainTimer? timer;
    private Task lastWrite = Task.CompletedTask;
    private bool givenUp;
    private long taken; // how often lists and clocks were made
    private long listsSent; // the newest of those that were sent
    private long clocksSent;
    private bool participantsDue;
    private bool clockDue;
    private bool slotsDue;
    private readonly HashSet<string> mediaDue = new(StringComparer.Ordinal);

    private string Id => this.GetPrimaryKeyString();

    private DateTimeOffset Now => time.GetUtcNow();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var rows = await store.LoadAsync(Id);
        if (rows.Count == 0) return; // about to be created, or asked for by a stranger
        session = Session.Restore(rows, tools.LastSeen.Of(Id) ?? await store.LastAliveAsync(Id), tools, Now);
        if (session is null) return;
        room = NewRoom();
        await CommitAsync();
        tools.LastSeen.TakenUp(Id);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        timer?.Dispose();
        if (session is { IsEnded: false }) tools.LastSeen.PutDown(Id, Now);
        if (room is not null) await room.CloseAsync(); // the next activation opens its own under the same id
        tools.Metrics.Forget(Id);
        await lastWrite.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private SessionRoom NewRoom() => new(Id, relay, HearAsync, RoomLostAsync, logger);

    private async Task<Answer<T>> Do<T>(Func<Session, DateTimeOffset, T> deed)
        where T : class
    {
        if (session is null)
        {
            DeactivateOnIdle();
            return new Answer<T>(null, Refusals.Unknown().Refusal);
        }

        if (givenUp) throw new SessionUnavailableException();
        try
        {
            var value = deed(session, Now);
            await CommitAsync();
            return new Answer<T>(value, null);
        }
        catch (RefusedException e)
        {
            session.Take();
            logger.Refused(Id, e.Refusal.Code);
            return new Answer<T>(null, e.Refusal);
        }
    }

    private Task<Answer<EmptyMessage>> Do(Action<Session, DateTimeOffset> deed) => Do((its, now) =>
    {
        deed(its, now);
        return EmptyMessage.Instance;
    });

    /// <param name="isTick">Everything that is due goes out, also in a session of many.</param>
    private async Task CommitAsync(bool isTick = false)
    {
        var changes = session!.Take();
        if (changes.Rows.Count > 0) lastWrite = store.WriteAsync(Id, session.WakeAt, changes.Rows, tools.Posts.Of(changes.Events, Now));
        participantsDue |= changes.Participants;
        clockDue |= changes.Clock;
        var lists = TakeLists(isTick);
        var clocks = TakeClocks(isTick || changes.Clock);
        var number = ++taken;
        try
        {
            await lastWrite;
        }
        catch (Exception e)
        {
            GiveUp(e);
            throw new SessionUnavailableException();
        }

        if (givenUp) throw new SessionUnavailableException(); // a write before this one failed: what was made upon it is not on the disk
        Deliver(changes, Newest(lists, number, ref listsSent), Newest(clocks, number, ref clocksSent));
    }

    /// <summary>Nothing in place of what is older than what was sent: a deed without rows that began when this one's write was done has been told already, with all that this one did.</summary>
    private static List<Notice> Newest(List<Notice> notices, long number, ref long sent)
    {
        if (notices.Count == 0 || number < sent) return [];
        sent = number;
        return notices;
    }

    private void GiveUp(Exception e)
    {
        if (givenUp) return;
        givenUp = true;
        tools.LastSeen.PutDown(Id, Now); // whether the session is over is what the disk says
        logger.NotStored(e, Id);
        foreach (var seat in session!.Seats)
        {
            if (seat.ConnectionId is { } connection) channel.Send(connection, Events.Reconnect, EmptyMessage.Instance);
        }

        DeactivateOnIdle();
    }

    private void Deliver(SessionChanges changes, List<Notice> lists, List<Notice> clocks)
    {
        Watch(); // first: who is told of a change finds it in the metrics
        Send(changes.Notices);
        foreach (var participant in changes.Disconnected) room!.Post(media => media.DisconnectAsync(participant));
        foreach (var order in changes.Phones) Order(order);
        Send(lists);
        Send(changes.PhoneNotices);
        Send(clocks);
        if (changes.Ended)
        {
            _ = room!.CloseAsync();
            logger.Ended(Id);
        }
    }

    private void Order(PhoneOrder order)
    {
        switch (order.Deed)
        {
            case PhoneDeed.Dial:
                logger.Dials(Id, order.ParticipantId);
                _ = DialAsync(order);
                break;
            case PhoneDeed.Admit:
                room!.Post(media => media.AdmitPhoneAsync(order.ParticipantId, order.Leg));
                break;
            case PhoneDeed.HangUp:
                room!.Post(media => media.HangUpPhoneAsync(order.ParticipantId, order.Leg));
                break;
            case PhoneDeed.Announce:
                room!.Post(media => media.AnnounceOnPhoneAsync(order.ParticipantId, order.Leg, order.Words));
                break;
        }
    }

    /// <summary>A call that never reached the relay has failed: nobody else would say so.</summary>
    private async Task DialAsync(PhoneOrder order)
    {
        try
        {
            var media = await room!.GetAsync();
            await media.CallPhoneAsync(new PhoneCallRequest(order.ParticipantId, order.Leg, order.Number, order.Language, order.Pin));
        }
        catch (Exception e)
        {
            logger.NotDialled(Id, e.GetType().Name); // the call's own words may hold the number
            await HearAsync([new RelayEvent.PhoneChanged(order.ParticipantId, order.Leg, PhoneLegState.Failed, Now)]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Ticks while somebody is there.</summary>
    private void Watch()
    {
        if (session!.HasPeople) tools.Metrics.Report(Id, session.CountStates(), session.CountPausedPictures(), session.IsRunning);
        else tools.Metrics.Forget(Id);
        if (session.HasPeople == timer is not null) return;
        timer?.Dispose();
        timer = !session.HasPeople ? null : this.RegisterGrainTimer(static (grain, _) => grain.TickAsync(), this, new GrainTimerCreationOptions
        {
            DueTime = TickEvery,
            Period = TickEvery,
            Interleave = true,
            KeepAlive = true,
        });
    }

    private async Task TickAsync()
    {
        if (session is null || givenUp) return;
        session.Tick(Now);
        await CommitAsync(isTick: true);
        if (givenUp) return;
        if (slotsDue) TellSlots();
        if (mediaDue.Count > 0) TellWhatToSend();
    }

    private void Send(List<Notice> notices)
    {
        foreach (var notice in notices) channel.Send(notice.ConnectionId, notice.Event, notice.Payload);
    }

    /// <summary>
    /// The lists that are due, as they are now, to be sent when all of that is on the disk: made afterwards, they would show what a later deed has changed and nobody has stored.
    /// </summary>
    private List<Notice> TakeLists(bool isTick)
    {
        if (!participantsDue || (!isTick && session!.Seats.Count > AtOncePeople)) return [];
        participantsDue = false;
        return [.. session!.ParticipantNotices()];
    }

    /// <summary>The clock likewise.</summary>
    private List<Notice> TakeClocks(bool isTold)
    {
        if (!clockDue || !isTold) return [];
        clockDue = false;
        return [.. session!.ClockNotices(Now)];
    }

    private void TellSlots()
    {
        slotsDue = false;
        foreach (var seat in session!.Seats)
        {
            if (seat is not { ConnectionId: { } connection, ShownPeer: { } peer } || seat.Slots.Of(peer) is not { } slots) continue;
            channel.Send(connection, Events.Slots, SlotMessage.From(peer, slots));
        }
    }

    private void TellWhatToSend()
    {
        foreach (var seat in session!.Seats)
        {
            if (seat is not { IsIn: true, ConnectionId: { } connection } || !mediaDue.Contains(seat.Id)) continue;
            channel.Send(connection, Events.UseCodec, session.UseCodec);
            foreach (var (peer, rid, isActive) in seat.Wishes.Layers) channel.Send(connection, Events.Layers, new LayerMessage(rid, isActive, peer));
            foreach (var (peer, isThin) in seat.Wishes.Sound) channel.Send(connection, Events.Sound, new SoundMessage(isThin, peer));
        }

        mediaDue.Clear();
    }

    /// <summary>An answer and an event travel side by side, so a newer list may arrive before an older answer: it is sent once more with the next tick.</summary>
    private void RepeatWithNextTick(string participantId)
    {
        mediaDue.Add(participantId);
        participantsDue = true;
        clockDue = true;
    }

    private async Task HearAsync(IReadOnlyList<RelayEvent> events)
    {
        if (givenUp) return;
        foreach (var happened in events) session!.Hear(happened);
        await CommitAsync();
    }

    private async Task RoomLostAsync()
    {
        if (givenUp || session!.IsEnded) return;
        session.LoseAllPaths(Now);
        await CommitAsync();
    }
}

/// <summary>The session can't be stored at the moment; the call may be repeated.</summary>
[GenerateSerializer]
public sealed class SessionUnavailableException() : Exception("The session can't be stored at the moment.");
