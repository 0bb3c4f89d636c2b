using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Hub;

/// <summary>
/// An outbox for each hub connection of this node: sessions put messages in without waiting, one pump sends them in order. A connection whose outbox
/// is full is closed; its client enters again and is told how things stand.
/// </summary>
internal sealed class Outboxes(IHubContext<RelayHub> hub, ILogger<Outboxes> logger) : IParticipantChannel
{
    private const int Capacity = 512; // messages: two seconds of the busiest session; a healthy client holds none

    private readonly ConcurrentDictionary<string, Outbox> outboxes = new(StringComparer.Ordinal);

    public void Open(HubCallerContext connection)
    {
        var messages = Channel.CreateBounded<Message>(new BoundedChannelOptions(Capacity) { SingleReader = true });
        outboxes[connection.ConnectionId] = new Outbox(connection, messages.Writer);
        _ = PumpAsync(connection.ConnectionId, messages.Reader);
    }

    public void Close(string connectionId)
    {
        if (outboxes.TryRemove(connectionId, out var outbox)) outbox.Messages.TryComplete();
    }

    public void Send(string connectionId, string name, object payload)
    {
        if (!outboxes.TryGetValue(connectionId, out var outbox) || outbox.Messages.TryWrite(new Message(name, payload))) return;
        Close(connectionId);
        logger.TooSlow(connectionId);
        outbox.Connection.Abort();
    }

    private async Task PumpAsync(string connectionId, ChannelReader<Message> messages)
    {
        try
        {
            await foreach (var message in messages.ReadAllAsync())
            {
                await hub.Clients.Client(connectionId).SendAsync(message.Name, message.Payload);
            }
        }
        catch (Exception)
        {
            Close(connectionId); // the connection ends; its person enters again
        }
    }

    private readonly record struct Message(string Name, object Payload);

    private sealed record Outbox(HubCallerContext Connection, ChannelWriter<Message> Messages);
}
