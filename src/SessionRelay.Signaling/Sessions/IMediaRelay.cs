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

    /// <summary>Only where there is a trunk (<see cref="PhoneRules.HasTrunk"/>).</summary>
    Task CallPhoneAsync(PhoneCallRequest call);

    Task AdmitPhoneAsync(string participantId, string leg);

    Task HangUpPhoneAsync(string participantId, string leg);

    Task AnnounceOnPhoneAsync(string participantId, string leg, PhoneAnnouncement words);

    Task CloseAsync();
}

/// <summary>The node's own relay, and its phone line where it has one.</summary>
internal sealed class LocalMediaRelay(Relay relay, PhoneLine? line) : IMediaRelay
{
    public async Task<IMediaRoom> OpenRoomAsync(string roomId, ChannelWriter<RelayEvent> events) => new Room(await relay.OpenRoomAsync(roomId, events), line);

    private sealed class Room(RelayRoom room, PhoneLine? line) : IMediaRoom
    {
        public Task<ConnectReply> ConnectAsync(ConnectRequest request) => room.ConnectAsync(request);

        public Task DisconnectAsync(string participantId) => room.DisconnectAsync(participantId);

        public Task SetMediaAsync(string participantId, SendingMedia sending) => room.SetMediaAsync(participantId, sending);

        public Task WatchSlotAsync(string participantId, int slot, int maxWidth, int maxHeight, bool paused) =>
            room.WatchSlotAsync(participantId, slot, maxWidth, maxHeight, paused);

        public Task CallPhoneAsync(PhoneCallRequest call) => room.CallPhoneAsync(line ?? throw new InvalidOperationException("This node has no phone line."), call);

        public Task AdmitPhoneAsync(string participantId, string leg) => room.AdmitPhoneAsync(participantId, leg);

        public Task HangUpPhoneAsync(string participantId, string leg) => room.HangUpPhoneAsync(participantId, leg);

        public Task AnnounceOnPhoneAsync(string participantId, string leg, PhoneAnnouncement words) => room.AnnounceOnPhoneAsync(participantId, leg, words);

        public Task CloseAsync() => room.CloseAsync();
    }
}
