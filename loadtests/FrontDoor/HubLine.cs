using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace SessionRelay.LoadTests.FrontDoor;

/// <summary>What <c>Enter</c> answers, as far as a load test asks.</summary>
internal sealed record EnterReply(string ParticipantId, string Resume, string State);

internal sealed record ConnectReply(string Sdp);

internal sealed record ParticipantNews(string Id, string State);

internal sealed record LayerNews(string Rid, bool Active);

/// <summary>What nobody here looks at: skipped, not read.</summary>
[JsonConverter(typeof(Skipping))]
internal readonly struct Unread
{
    private sealed class Skipping : JsonConverter<Unread>
    {
        public override Unread Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return default;
        }

        public override void Write(Utf8JsonWriter writer, Unread value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}

/// <summary>
/// One person's SignalR connection, as the browser client makes it: WebSockets only, negotiation skipped, 2 s keep-alive. Every refusal comes as a
/// <see cref="RefusedException"/> with the node's code. Any thread; events come on the connection's own.
/// </summary>
internal sealed class HubLine : IAsyncDisposable
{
    private static readonly TimeSpan CallBound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(2); // protocol.md, Hub
    private static readonly TimeSpan ServerTimeout = TimeSpan.FromSeconds(5);

    private static readonly string[] NotOurs = ["slots", "chat", "clock", "phone", "useCodec", "moveRequested", "failed"];

    private readonly HubConnection _connection;
    private ClientWebSocket? _socket;
    private volatile bool _closing;

    private HubLine(TargetSettings target)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(target.Url, "relay/hub"), options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
            options.WebSocketFactory = async (context, stop) =>
            {
                _socket = new ClientWebSocket();
                if (target.TrustAnyCertificate)
                    _socket.Options.RemoteCertificateValidationCallback = TargetSettings.AcceptAny;
                await _socket.ConnectAsync(context.Uri, target.HubBy, stop);
                return _socket;
            };
        });
        builder.WithKeepAliveInterval(KeepAlive).WithServerTimeout(ServerTimeout);
        _connection = builder.Build();
        _connection.On<Unread>("admitted", _ => Admitted.TrySetResult());
        _connection.On<LayerNews>("layers", layer => LayerChanged?.Invoke(layer));
        _connection.On<Unread>("removed", _ => Ended?.Invoke("removed"));
        _connection.On<Unread>("ended", _ => Ended?.Invoke("ended"));
        _connection.On<Unread>("replaced", _ => Ended?.Invoke("replaced"));
        _connection.On<Unread>("reconnect", _ => Lost?.Invoke());
        foreach (var name in NotOurs)
            _connection.On<Unread>(name, _ => { }); // an unknown name costs an exception inside the client, each time
        _connection.Closed += _ =>
        {
            Admitted.TrySetException(new RefusedException("hub-lost", "The hub's connection was lost while waiting to be admitted."));
            if (!_closing)
                Lost?.Invoke();
            return Task.CompletedTask;
        };
    }

    public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether anybody watches one of the camera's encodings.</summary>
    public event Action<LayerNews>? LayerChanged;

    /// <summary>The node ended it for this person: <c>removed</c>, <c>ended</c>, <c>replaced</c>.</summary>
    public event Action<string>? Ended;

    /// <summary>The connection broke without our wish, or the node asks to enter again.</summary>
    public event Action? Lost;

    /// <param name="prepare">Subscribes before anything can come.</param>
    public static async Task<HubLine> OpenAsync(TargetSettings target, Action<HubLine> prepare, CancellationToken stop)
    {
        var line = new HubLine(target);
        prepare(line);
        try
        {
            await BoundAsync(line._connection.StartAsync(stop), "the hub's WebSocket", stop);
            return line;
        }
        catch (Exception e)
        {
            await line.DisposeAsync();
            throw e is RefusedException or OperationCanceledException ? e : new RefusedException("hub-unreachable", $"The hub can't be reached: {e.Message}", e);
        }
    }

    /// <summary>Tells who is in the session, each time that it changes: hosts admit by it. To be called once a line.</summary>
    public void OnParticipants(Action<ParticipantNews[]>? changed)
    {
        if (changed is null)
            _connection.On<Unread>("participants", _ => { });
        else
            _connection.On("participants", changed);
    }

    public Task<EnterReply> EnterAsync(string ticket, string attempt, CancellationToken stop) =>
        CallAsync<EnterReply>("Enter", new { ticket, attempt, client = new { name = "loadtests", version = "1" } }, stop);

    public Task<EnterReply> ReturnAsync(string resume, CancellationToken stop) =>
        CallAsync<EnterReply>("Enter", new { resume, client = new { name = "loadtests", version = "1" } }, stop);

    public Task<ConnectReply> ConnectAsync(string sdp, string peer, int generation, CancellationToken stop) =>
        CallAsync<ConnectReply>("Connect", new { sdp, peer, generation }, stop);

    public Task SetMediaAsync(bool audio, bool video, CancellationToken stop) => CallAsync<Unread>("SetMedia", new { audio, video, screen = false }, stop);

    public Task AdmitAsync(string participantId, CancellationToken stop) => CallAsync<Unread>("Admit", new { participantId }, stop);

    public Task LeaveAsync(CancellationToken stop) => CallAsync<Unread>("Leave", new { closing = false }, stop);

    public static string NewAttempt() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    /// <summary>The network is gone: no goodbye reaches the node.</summary>
    public void Abort()
    {
        _closing = true;
        _socket?.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        _closing = true;
        await _connection.DisposeAsync();
        _socket?.Dispose();
    }

    private async Task<T> CallAsync<T>(string method, object argument, CancellationToken stop)
    {
        try
        {
            return await BoundAsync(_connection.InvokeAsync<T>(method, argument, stop), method, stop);
        }
        catch (HubException refused)
        {
            const string Mark = "HubException: ";
            var at = refused.Message.IndexOf(Mark);
            var words = at < 0 ? refused.Message : refused.Message[(at + Mark.Length)..];
            var colon = words.IndexOf(':');
            throw new RefusedException(colon > 0 ? words[..colon] : "hub-error", $"{method}: {words}", refused);
        }
        catch (Exception e) when (e is InvalidOperationException or WebSocketException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new RefusedException("hub-lost", $"{method}: the hub's connection was lost ({e.Message})", e);
        }
    }

    private static async Task<T> BoundAsync<T>(Task<T> call, string what, CancellationToken stop)
    {
        await BoundAsync((Task)call, what, stop);
        return await call;
    }

    private static async Task BoundAsync(Task call, string what, CancellationToken stop)
    {
        try
        {
            await call.WaitAsync(CallBound, TimeProvider.System, stop);
        }
        catch (TimeoutException e)
        {
            throw new RefusedException("timeout", $"{what} was not answered within {CallBound.TotalSeconds:0} s.", e);
        }
    }
}
