using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace SessionRelay.Signaling.Tests.Hosts;

/// <summary>A browser's side of the hub: a real SignalR connection that speaks raw JSON, so that tests see the wire's own names.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2); // protocol.md, Hub: who says nothing for 5 s is gone
    private static readonly string[] EventNames =
        ["admitted", "participants", "slots", "layers", "uplink", "sound", "chat", "clock", "phone", "useCodec", "moveRequested", "failed", "replaced", "removed", "ended", "reconnect"];

    private readonly HubConnection connection;
    private readonly ConcurrentQueue<(string Name, JsonElement Payload)> received = new();
    private readonly SemaphoreSlim arrived = new(0);

    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestClient(HubConnection connection)
    {
        this.connection = connection;
        connection.Closed += _ =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public JsonElement Reply { get; private set; }

    public string Ticket { get; private set; } = "";

    public string Attempt { get; } = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    public string Resume { get; private set; } = "";

    public string State => Reply.GetProperty("state").GetString()!;

    public HubConnection Connection => connection;

    public IEnumerable<(string Name, JsonElement Payload)> Received => received;

    public static async Task<TestClient> ConnectAsync(string url)
    {
        var connection = new HubConnectionBuilder().WithUrl($"{url}/relay/hub", options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
        }).WithKeepAliveInterval(KeepAlive).Build();
        var client = new TestClient(connection);
        foreach (var name in EventNames)
        {
            connection.On<JsonElement>(name, payload =>
            {
                client.received.Enqueue((name, payload));
                client.arrived.Release();
            });
        }

        await connection.StartAsync();
        return client;
    }

    public Task<JsonElement> CallAsync(string method, object argument) => connection.InvokeAsync<JsonElement>(method, argument).WaitAsync(Bound);

    /// <summary>The refusal's code. Fails when the call succeeds.</summary>
    public async Task<string> RefusalAsync(string method, object argument)
    {
        var e = await Should.ThrowAsync<HubException>(() => CallAsync(method, argument));
        var text = e.Message[(e.Message.IndexOf("HubException: ", StringComparison.Ordinal) + "HubException: ".Length)..];
        return text[..text.IndexOf(':')];
    }

    public async Task<JsonElement> EnterAsync(string ticket, string? attempt = null)
    {
        Ticket = ticket;
        return Keep(await CallAsync("Enter", new { ticket, attempt = attempt ?? Attempt, client = new { name = "test", version = "1" } }));
    }

    public async Task<JsonElement> ReturnAsync(string resume) => Keep(await CallAsync("Enter", new { resume }));

    /// <summary>The first event of this name that fits, among those that came already and those to come.</summary>
    public async Task<JsonElement> EventAsync(string name, Func<JsonElement, bool>? fits = null, TimeSpan? bound = null)
    {
        using var end = new CancellationTokenSource(bound ?? Bound);
        while (true)
        {
            foreach (var (its, payload) in received)
            {
                if (its == name && (fits is null || fits(payload))) return payload;
            }

            try
            {
                await arrived.WaitAsync(end.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"No fitting '{name}' came. Came: {string.Join('\n', received.Select(it => $"{it.Name} {it.Payload}"))}", e);
            }
        }
    }

    /// <summary>Waits until somebody is in this state, as this client is told.</summary>
    public Task<JsonElement> SeesAsync(string participantId, string state) =>
        EventAsync("participants", list => list.EnumerateArray().Any(p => p.GetProperty("id").GetString() == participantId && p.GetProperty("state").GetString() == state));

    /// <summary>Waits until the connection is over.</summary>
    public Task EndedAsync() => ended.Task.WaitAsync(Bound);

    public void Forget() => received.Clear();

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        arrived.Dispose();
    }

    private JsonElement Keep(JsonElement reply)
    {
        Reply = reply;
        Resume = reply.GetProperty("resume").GetString()!;
        return reply;
    }
}
