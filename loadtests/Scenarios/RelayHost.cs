using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>
/// A relay in a process of its own, driven over standard input and output, one JSON line each: so that a benchmark measures the relay's CPU and nothing else.
/// </summary>
internal static class RelayHost
{
    public sealed record Command(string Op, string Room = "", string Participant = "", string Sdp = "");

    public sealed record Reply(string Sdp = "", string Error = "", long PacketsOut = 0, long Drops = 0);

    public static async Task<int> RunAsync()
    {
        var relay = Relay.Start(new RelayOptions { UdpPort = 0, Shards = 1, PublicAddresses = [IPAddress.Loopback] }, NullLoggerFactory.Instance, TimeProvider.System);
        await using var stopping = relay.ConfigureAwait(false);
        var rooms = new Dictionary<string, RelayRoom>();
        while (await Console.In.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var command = JsonSerializer.Deserialize<Command>(line)!;
            var reply = command.Op switch
            {
                "connect" => await ConnectAsync(relay, rooms, command).ConfigureAwait(false),
                "counters" => Count(relay),
                _ => new Reply(Error: "unknown command"),
            };
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(reply)).ConfigureAwait(false);
        }

        return 0;
    }

    private static async Task<Reply> ConnectAsync(Relay relay, Dictionary<string, RelayRoom> rooms, Command command)
    {
        if (!rooms.TryGetValue(command.Room, out var room))
            rooms[command.Room] = room = await relay.OpenRoomAsync(command.Room, Channel.CreateUnbounded<RelayEvent>().Writer).ConfigureAwait(false);
        var all = new SendingMedia(true, true, true);
        var answer = await room.ConnectAsync(new ConnectRequest(command.Participant, "p", 0, command.Sdp, all, all)).ConfigureAwait(false);
        return new Reply(answer.Sdp, answer.Refusal is null ? "" : $"{answer.Refusal}: {answer.Reason}");
    }

    private static Reply Count(Relay relay)
    {
        var counters = relay.ReadCounters();
        return new Reply(PacketsOut: counters.PacketsOutAudio + counters.PacketsOutVideo, Drops: counters.Drops.Sum() + counters.UdpReceiveDrops);
    }
}
