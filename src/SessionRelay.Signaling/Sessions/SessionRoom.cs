using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SessionRelay.Signaling.Sessions;

/// <summary>
/// A session's media room: opened when the first person connects, its events handed on in order. Used within one grain's turns.
/// </summary>
internal sealed class SessionRoom(string sessionId, IMediaRelay relay, Func<IReadOnlyList<RelayEvent>, Task> hear, Func<Task> lost, ILogger logger)
{
    private const int BatchLimit = 64; // events a turn: people's calls get theirs in between

    private Task<IMediaRoom>? opening;
    private Task leaving = Task.CompletedTask; // a lost room's closing: the relay opens no second one of the same id before
    private Task? closed;

    /// <summary>The room, opened when it is not.</summary>
    public Task<IMediaRoom> GetAsync()
    {
        if (closed is not null) return Task.FromException<IMediaRoom>(new SessionUnavailableException());
        if (opening is null or { IsFaulted: true }) opening = OpenAsync();
        return opening;
    }

    /// <summary>Sends a command to the room without waiting; nothing when there is no room.</summary>
    public void Post(Func<IMediaRoom, Task> command)
    {
        if (opening is not null) _ = PostAsync(opening, command);
    }

    /// <summary>Completes when the room is closed and another may be opened for the session. Never fails.</summary>
    public Task CloseAsync()
    {
        if (closed is not null) return closed;
        closed = opening is null ? leaving : PostAsync(opening, static room => room.CloseAsync());
        return closed;
    }

    private async Task PostAsync(Task<IMediaRoom> room, Func<IMediaRoom, Task> command)
    {
        try
        {
            await command(await room);
        }
        catch (Exception e)
        {
            logger.RelayFailed(e, sessionId);
        }
    }

    private async Task<IMediaRoom> OpenAsync()
    {
        await leaving;
        var events = Channel.CreateUnbounded<RelayEvent>(new UnboundedChannelOptions { SingleReader = true });
        var room = await relay.OpenRoomAsync(sessionId, events.Writer);
        _ = PumpAsync(room, events.Reader);
        return room;
    }

    private async Task PumpAsync(IMediaRoom room, ChannelReader<RelayEvent> events)
    {
        try
        {
            var batch = new List<RelayEvent>();
            while (await events.WaitToReadAsync())
            {
                batch.Clear();
                while (batch.Count < BatchLimit && events.TryRead(out var happened)) batch.Add(happened);
                await hear(batch);
            }
        }
        catch (Exception e)
        {
            logger.RelayFailed(e, sessionId);
        }

        if (closed is not null) return;
        logger.RoomLost(sessionId);
        opening = null;
        leaving = PostAsync(Task.FromResult(room), static its => its.CloseAsync()); // it may have ended here alone: its events could not be heard
        await leaving;
        await lost();
    }
}
