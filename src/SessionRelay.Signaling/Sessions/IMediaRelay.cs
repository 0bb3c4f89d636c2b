using System.Threading.Channels;

namespace SessionRelay.Signaling.Sessions;

/// <summary>What a session asks of the media relay; <see cref="Relay"/> in production, a scripted one in tests that are about sessions alone.</summary>
internal interface IMediaRelay
{
    Task<IMediaRoom> OpenRoomAsync(string roomId, ChannelWriter<RelayEvent> events);
}

/// <summary>See <see cref="RelayRoom"/>.</summary>
internal interface IMediaRoom
{
    Task<ConnectReply> ConnectAsync(ConnectRequest request);

    Task DisconnectAsync(string participantId);

    Task SetMediaAsync(string participantId, SendingMedia sending);

    Task WatchSlotAsync(string participantId, int slot, int maxWidth, int maxHeight, bool paused);

    Task CloseAsync();
}

/// <summary>The node's own relay.</summary>
internal sealed class LocalMediaRelay(Relay relay) : IMediaRelay
{
    public async Task<IMediaRoom> OpenRoomAsync(string roomId, ChannelWriter<RelayEvent> events) => new Room(await relay.OpenRoomAsync(roomId, events));

    private sealed class Room(RelayRoom room) : IMediaRoom
    {
        public Task<ConnectReply> ConnectAsync(ConnectRequest request) => room.ConnectAsync(request);

        public Task DisconnectAsync(string participantId) => room.DisconnectAsync(participantId);

        public Task SetMediaAsync(string participantId, SendingMedia sending) => room.SetMediaAsync(participantId, sending);

        public Task WatchSlotAsync(string participantId, int slot, int maxWidth, int maxHeight, bool paused) =>
            room.WatchSlotAsync(participantId, slot, maxWidth, maxHeight, paused);

        public Task CloseAsync() => room.CloseAsync();
    }
}
