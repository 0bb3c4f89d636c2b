using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SessionRelay;

/// <summary>
/// The media relay as signaling sees it: open a room, connect a peer, hear events, read counters. All members may be called from any thread;
/// each call is posted to the room's shard and awaited. Nothing here blocks a shard.
/// </summary>
public sealed class Relay : IAsyncDisposable
{
    private Relay()
    {
    }

    /// <summary>Binds the ports and starts the shards. Throws <see cref="RelayStartException"/> with one clear line when this machine can't.</summary>
    public static Relay Start(RelayOptions options, ILoggerFactory loggers, TimeProvider time) => throw new NotSupportedException();

    /// <summary>Opens a room on the shard with the fewest people. The same id again while the first is open throws <see cref="InvalidOperationException"/>.</summary>
    public Task<RelayRoom> OpenRoomAsync(string roomId, ChannelWriter<RelayEvent> events) => throw new NotSupportedException();

    /// <summary>Totals over all shards since the start, and current gauges. Cheap: for a scrape every second.</summary>
    public RelayCounters ReadCounters() => throw new NotSupportedException();

    public ValueTask DisposeAsync() => default;
}

/// <summary>A room on a shard: the media side of one session.</summary>
public sealed class RelayRoom
{
    internal RelayRoom()
    {
    }

    public string Id => throw new NotSupportedException();

    /// <summary>
    /// Answers an offer. A new <see cref="ConnectRequest.Peer"/> of a participant who has one stands beside the old until it has carried media
    /// (DTLS done and an authenticated packet), then the old one is closed.
    /// </summary>
    public Task<ConnectReply> ConnectAsync(ConnectRequest request) => throw new NotSupportedException();

    /// <summary>Closes all peer connections of a participant (leave, removal). Unknown participants are ignored.</summary>
    public Task DisconnectAsync(string participantId) => throw new NotSupportedException();

    public Task SetMediaAsync(string participantId, SendingMedia sending) => throw new NotSupportedException();

    /// <summary>What the slot's element can show, in CSS pixels times device pixel ratio; <paramref name="paused"/>: nothing is wanted now. Unknown slots are ignored.</summary>
    public Task WatchSlotAsync(string participantId, int slot, int maxWidth, int maxHeight, bool paused) => throw new NotSupportedException();

    /// <summary>Closes the room and everything in it. Completes the event channel.</summary>
    public Task CloseAsync() => throw new NotSupportedException();
}
