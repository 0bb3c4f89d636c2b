using System.Collections.Concurrent;
using System.Threading.Channels;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Tests.Hosts;

/// <summary>A relay that carries nothing: it notes what it is asked and says what a test makes it say.</summary>
internal sealed class ScriptedRelay : IMediaRelay
{
    public ConcurrentDictionary<string, ScriptedRoom> Rooms { get; } = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim opened = new(0);

    /// <summary>A session's room, once it is opened: commands are sent on without waiting for it, so it may come a moment after the answer.</summary>
    public async Task<ScriptedRoom> OpenedAsync(string roomId)
    {
        while (!Rooms.ContainsKey(roomId)) (await opened.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue("no room was opened");
        return Rooms[roomId];
    }

    public Task<IMediaRoom> OpenRoomAsync(string roomId, ChannelWriter<RelayEvent> events)
    {
        // As the relay itself: one room of an id at a time.
        if (Rooms.TryGetValue(roomId, out var before) && !before.Closed.Task.IsCompleted) throw new InvalidOperationException("A room with this id is open already.");
        var room = new ScriptedRoom(events);
        Rooms[roomId] = room;
        opened.Release();
        return Task.FromResult<IMediaRoom>(room);
    }
}

internal sealed class ScriptedRoom(ChannelWriter<RelayEvent> events) : IMediaRoom
{
    public ConcurrentQueue<ConnectRequest> Connects { get; } = new();

    public ConcurrentQueue<string> Disconnects { get; } = new();

    public ConcurrentQueue<(string ParticipantId, SendingMedia Sending)> Media { get; } = new();

    public ConcurrentQueue<(string ParticipantId, int Slot, int MaxWidth, int MaxHeight, bool Paused)> Watches { get; } = new();

    public ConcurrentQueue<PhoneCallRequest> Calls { get; } = new();

    public ConcurrentQueue<(string ParticipantId, string Leg)> PhonesAdmitted { get; } = new();

    public ConcurrentQueue<(string ParticipantId, string Leg)> PhonesHungUp { get; } = new();

    public ConcurrentQueue<(string ParticipantId, PhoneAnnouncement Words)> Announced { get; } = new();

    private readonly SemaphoreSlim called = new(0);
    private readonly SemaphoreSlim told = new(0);

    /// <summary>The last of so many calls, once they were asked for.</summary>
    public async Task<PhoneCallRequest> CalledAsync(int count)
    {
        while (Calls.Count < count) (await called.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue("no call was asked for");
        return Calls.Last();
    }

    /// <summary>What was said to somebody on the phone, once it was.</summary>
    public Task AnnouncedAsync(string participantId, PhoneAnnouncement words, int times = 1) =>
        ToldAsync(() => Announced.Count(said => said == (participantId, words)) >= times, $"{words} was not said {times} times");

    /// <summary>A phone was let in.</summary>
    public Task AdmittedAsync(string participantId, string leg) => ToldAsync(() => PhonesAdmitted.Contains((participantId, leg)), $"{participantId} was not let in");

    private async Task ToldAsync(Func<bool> holds, string why)
    {
        while (!holds()) (await told.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue($"{why}; said: {string.Join(", ", Announced)}; let in: {string.Join(", ", PhonesAdmitted)}");
    }

    /// <summary>Calls are not taken.</summary>
    public bool RefusesCalls { get; set; }

    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Say(RelayEvent happened) => events.TryWrite(happened).ShouldBeTrue();

    public Task<ConnectReply> ConnectAsync(ConnectRequest request)
    {
        Connects.Enqueue(request);
        return Task.FromResult(request.Sdp == "bad"
            ? new ConnectReply("bad-offer", "line 1: not an offer", "", [])
            : new ConnectReply(null, "", "answer", [new SlotAssignment(0, "3", null, MediaKind.Audio, SlotSource.Camera, SlotPause.None)]));
    }

    public Task DisconnectAsync(string participantId)
    {
        Disconnects.Enqueue(participantId);
        return Task.CompletedTask;
    }

    public Task SetMediaAsync(string participantId, SendingMedia sending)
    {
        Media.Enqueue((participantId, sending));
        return Task.CompletedTask;
    }

    public Task WatchSlotAsync(string participantId, int slot, int maxWidth, int maxHeight, bool paused)
    {
        Watches.Enqueue((participantId, slot, maxWidth, maxHeight, paused));
        return Task.CompletedTask;
    }

    public Task CallPhoneAsync(PhoneCallRequest call)
    {
        if (RefusesCalls) throw new InvalidOperationException($"no line for {call.Number}");
        Calls.Enqueue(call);
        called.Release();
        return Task.CompletedTask;
    }

    public Task AdmitPhoneAsync(string participantId, string leg)
    {
        PhonesAdmitted.Enqueue((participantId, leg));
        told.Release();
        return Task.CompletedTask;
    }

    public Task HangUpPhoneAsync(string participantId, string leg)
    {
        PhonesHungUp.Enqueue((participantId, leg));
        return Task.CompletedTask;
    }

    public Task AnnounceOnPhoneAsync(string participantId, string leg, PhoneAnnouncement words)
    {
        Calls.ShouldContain(call => call.ParticipantId == participantId && call.Leg == leg);
        Announced.Enqueue((participantId, words));
        told.Release();
        return Task.CompletedTask;
    }

    /// <summary>A key on the phone of the last call to somebody.</summary>
    public void Key(string participantId, char key, DateTimeOffset at) =>
        Say(new RelayEvent.PhoneKey(participantId, Calls.Last(call => call.ParticipantId == participantId).Leg, key, at));

    /// <summary>What becomes of the last call to somebody's phone.</summary>
    public void Phone(string participantId, PhoneLegState state, DateTimeOffset at) =>
        Say(new RelayEvent.PhoneChanged(participantId, Calls.Last(call => call.ParticipantId == participantId).Leg, state, at));

    public Task CloseAsync()
    {
        events.TryComplete();
        Closed.TrySetResult();
        return Task.CompletedTask;
    }
}
