using System.Collections.Concurrent;
using System.Threading.Channels;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Tests.Hosts;

/// <summary>A relay that carries nothing: it notes what it is asked and says what a test makes it say.</summary>
internal sealed class ScriptedRelay : IMediaRelay
{
    public ConcurrentDictionary<string, ScriptedRoom> Rooms { get; } = new(StringComparer.Ordinal);

    public Task<IMediaRoom> OpenRoomAsync(string roomId, ChannelWriter<RelayEvent> events)
    {
        // As the relay itself: one room of an id at a time.
        if (Rooms.TryGetValue(roomId, out var before) && !before.Closed.Task.IsCompleted) throw new InvalidOperationException("A room with this id is open already.");
        var room = new ScriptedRoom(events);
        Rooms[roomId] = room;
        return Task.FromResult<IMediaRoom>(room);
    }
}

internal sealed class ScriptedRoom(ChannelWriter<RelayEvent> events) : IMediaRoom
{
    public ConcurrentQueue<ConnectRequest> Connects { get; } = new();

    public ConcurrentQueue<string> Disconnects { get; } = new();

    public ConcurrentQueue<(string ParticipantId, SendingMedia Sending)> Media { get; } = new();

    public ConcurrentQueue<(string ParticipantId, int Slot, int MaxWidth, int MaxHeight, bool Paused)> Watches { get; } = new();

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

    public Task CloseAsync()
    {
        events.TryComplete();
        Closed.TrySetResult();
        return Task.CompletedTask;
    }
}
