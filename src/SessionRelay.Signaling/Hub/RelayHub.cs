using Microsoft.AspNetCore.SignalR;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Hub;

/// <summary>
/// <c>/relay/hub</c>: protocol.md, Hub. Judges the form of what comes and hands it to the session; the session judges whether it is allowed.
/// A refusal is a <see cref="HubException"/> with its code first.
/// </summary>
internal sealed class RelayHub(Entrance entrance, IGrainFactory grains, Outboxes outboxes, SeatDeadline deadline) : Microsoft.AspNetCore.SignalR.Hub
{
    private static readonly object SeatKey = new();

    public override Task OnConnectedAsync()
    {
        outboxes.Open(Context);
        deadline.Start(Context);
        return Task.CompletedTask;
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        deadline.Stop(Context);
        outboxes.Close(Context.ConnectionId);
        if (TakenSeat is { } seat) await Session(seat).ConnectionLost(CallerOf(seat));
    }

    public async Task<EnterReply> Enter(EnterRequest? request)
    {
        var address = Context.GetHttpContext()?.Connection.RemoteIpAddress;
        var (sessionId, answer) = await entrance.EnterAsync(request, Context.ConnectionId, address);
        var reply = Value(answer);
        if (TakenSeat is { } before && (before.SessionId != sessionId || before.ParticipantId != reply.ParticipantId))
        {
            await Session(before).ConnectionLost(CallerOf(before));
        }

        var seat = new SeatName(sessionId, reply.ParticipantId);
        TakenSeat = seat;
        deadline.Stop(Context);
        // The connection may have ended meanwhile, and its end found no seat to give back.
        if (Context.ConnectionAborted.IsCancellationRequested) await Session(seat).ConnectionLost(CallerOf(seat));
        return reply;
    }

    public async Task<ConnectAnswer> Connect(ConnectMessage? request)
    {
        var seat = Entered();
        if (request is not { Sdp: { Length: > 0 and <= SessionLimits.SdpLength } sdp }) throw Refused("bad-offer", "The offer is missing or too long.");
        if (request.Peer is not { Length: >= 1 and <= SessionLimits.PeerNameLength } peer) throw Refused("bad-request", "peer is a name of 1 to 64 characters.");
        if (request.Generation is not (>= 0 and { } generation)) throw Refused("bad-request", "generation counts the peer's offers from 0.");
        return Value(await Session(seat).Connect(CallerOf(seat), new PeerOffer(peer, generation, sdp)));
    }

    public async Task<EmptyMessage> Admit(ParticipantRequest? request)
    {
        var seat = Entered();
        return Value(await Session(seat).Admit(CallerOf(seat), ParticipantOf(request?.ParticipantId)));
    }

    public async Task<EmptyMessage> Remove(ParticipantRequest? request)
    {
        var seat = Entered();
        return Value(await Session(seat).Remove(CallerOf(seat), ParticipantOf(request?.ParticipantId)));
    }

    public async Task<EmptyMessage> AllowMove(AllowMoveRequest? request)
    {
        var seat = Entered();
        return Value(await Session(seat).AllowMove(CallerOf(seat), ParticipantOf(request?.ParticipantId), request!.Allow));
    }

    public async Task<EmptyMessage> SetMedia(SetMediaRequest? request)
    {
        var seat = Entered();
        if (request is null) throw Refused("bad-request", "Say what is sent: audio, video, screen.");
        return Value(await Session(seat).SetMedia(CallerOf(seat), request.Audio, request.Video, request.Screen, request.Held));
    }

    public async Task<EmptyMessage> WatchSlot(WatchSlotRequest? request)
    {
        var seat = Entered();
        if (request?.Slot is not (>= 0 and < SessionLimits.SlotPairs and { } slot)) throw Refused("bad-request", "slot is the number of a pair, 0 to 15.");
        var width = Math.Clamp(request.MaxWidth, 0, SessionLimits.LargestPixels);
        var height = Math.Clamp(request.MaxHeight, 0, SessionLimits.LargestPixels);
        return Value(await Session(seat).WatchSlot(CallerOf(seat), slot, width, height, request.Paused));
    }

    public async Task<ChatReply> SendChat(SendChatRequest? request)
    {
        var seat = Entered();
        return Value(await Session(seat).SendChat(CallerOf(seat), new ChatText(request?.Text ?? "")));
    }

    public async Task<ExtendReply> Extend(ExtendRequest? request)
    {
        var seat = Entered();
        return Value(await Session(seat).Extend(CallerOf(seat), request?.Minutes ?? 0));
    }

    public async Task<CallPhoneReply> CallPhone(ParticipantRequest? request)
    {
        var seat = Entered();
        return Value(await Session(seat).CallPhone(CallerOf(seat), ParticipantOf(request?.ParticipantId)));
    }

    public async Task<EmptyMessage> HangUp(ParticipantRequest? request)
    {
        var seat = Entered();
        return Value(await Session(seat).HangUp(CallerOf(seat), ParticipantOf(request?.ParticipantId)));
    }

    public async Task<EmptyMessage> Leave(LeaveRequest? request)
    {
        var seat = Entered();
        var reply = Value(await Session(seat).Leave(CallerOf(seat), request is { Closing: true }));
        TakenSeat = null;
        deadline.Start(Context);
        return reply;
    }

    public async Task<EmptyMessage> End(EndRequest? request)
    {
        _ = request;
        var seat = Entered();
        return Value(await Session(seat).End(CallerOf(seat)));
    }

    private SeatName? TakenSeat
    {
        get => Context.Items.TryGetValue(SeatKey, out var seat) ? seat as SeatName : null;
        set => Context.Items[SeatKey] = value;
    }

    private static T Value<T>(Answer<T> answer)
        where T : class =>
        answer.Value ?? throw new HubException(answer.Refusal?.ToString());

    private static HubException Refused(string code, string words) => new($"{code}: {words}");

    private static string ParticipantOf(string? id) => Tickets.TicketLimits.IsId(id) ? id! : throw Refused("bad-request", "participantId is missing.");

    private SeatName Entered() => TakenSeat ?? throw new HubException(Refusals.NotIn().Refusal.ToString());

    private ISessionGrain Session(SeatName seat) => grains.GetGrain<ISessionGrain>(seat.SessionId);

    private Caller CallerOf(SeatName seat) => new(seat.ParticipantId, Context.ConnectionId);

    private sealed record SeatName(string SessionId, string ParticipantId);
}
