using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using SessionRelay.LoadTests.FrontDoor;

namespace SessionRelay.LoadTests.Janus;

/// <summary>A reply of the video room: its own data and, with media, a description.</summary>
internal sealed record JanusReply(JsonElement Data, string? Sdp);

/// <summary>Janus's WebSocket API as far as a comparison needs it: one session, a handle for each peer connection, messages to the video room. Any thread.</summary>
internal sealed class JanusApi : IAsyncDisposable
{
    private const string VideoRoom = "janus.plugin.videoroom";
    private const int LargestMessage = 1 << 20; // bytes: an offer of 200 streams has 200 KB

    private static readonly TimeSpan CallBound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(15);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _connected = new();
    private readonly CancellationTokenSource _closing = new();
    private Task _reading = Task.CompletedTask;
    private long _session;
    private int _transactions;

    private JanusApi()
    {
        _socket.Options.AddSubProtocol("janus-protocol");
    }

    /// <summary>Connects as soon as the server listens, and opens a session.</summary>
    public static async Task<JanusApi> ConnectAsync(JanusServer server, CancellationToken stop)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(StartBound);
        while (true)
        {
            var api = new JanusApi();
            try
            {
                await api._socket.ConnectAsync(server.Url, bound.Token);
                api._reading = api.ReadAsync();
                api._session = (await api.CallAsync(new Dictionary<string, object> { ["janus"] = "create" }, stop)).GetProperty("data").GetProperty("id").GetInt64();
                return api;
            }
            catch (WebSocketException)
            {
                await api.DisposeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop); // it does not listen yet
            }
            catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
            {
                await api.DisposeAsync();
                throw new LoadTestException(ExitCodes.TargetUnusable, $"Janus did not answer within {StartBound.TotalSeconds:0} s. {server.LastWords()}", e);
            }
        }
    }

    /// <summary>A handle to the video room: one peer connection.</summary>
    public async Task<long> AttachAsync(CancellationToken stop) =>
        (await CallAsync(new Dictionary<string, object> { ["janus"] = "attach", ["plugin"] = VideoRoom, ["session_id"] = _session }, stop)).GetProperty("data").GetProperty("id").GetInt64();

    /// <summary>Asks the video room; waits for its answer, not for the acknowledgement before it. Throws <see cref="RefusedException"/>.</summary>
    public async Task<JanusReply> AskAsync(long handle, object body, CancellationToken stop, string? sdpType = null, string? sdp = null)
    {
        var message = new Dictionary<string, object> { ["janus"] = "message", ["session_id"] = _session, ["handle_id"] = handle, ["body"] = body };
        if (sdp is not null)
            message["jsep"] = new { type = sdpType, sdp };
        var answer = await CallAsync(message, stop);
        var data = answer.GetProperty("plugindata").GetProperty("data");
        if (data.TryGetProperty("error", out var error))
            throw new RefusedException("janus", error.GetString() ?? "");
        return new JanusReply(data, answer.TryGetProperty("jsep", out var jsep) ? jsep.GetProperty("sdp").GetString() : null);
    }

    /// <summary>
    /// Waits until Janus says that this handle's media is up, which is later than our own end of the handshake: a feed can't be subscribed to before. Throws <see cref="RefusedException"/>.
    /// </summary>
    public async Task ConnectedAsync(long handle, CancellationToken stop)
    {
        try
        {
            await _connected.GetOrAdd(handle, NewWait).Task.WaitAsync(CallBound, TimeProvider.System, stop);
        }
        catch (TimeoutException e)
        {
            throw new RefusedException("timeout", $"Janus did not say within {CallBound.TotalSeconds:0} s that a connection is up.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
        _closing.Dispose();
    }

    private async Task<JsonElement> CallAsync(Dictionary<string, object> message, CancellationToken stop)
    {
        var transaction = $"t{Interlocked.Increment(ref _transactions)}";
        message["transaction"] = transaction;
        var reply = _calls[transaction] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message);
        await _sending.WaitAsync(stop);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, stop);
        }
        finally
        {
            _sending.Release();
        }

        try
        {
            return await reply.Task.WaitAsync(CallBound, TimeProvider.System, stop);
        }
        catch (TimeoutException e)
        {
            throw new RefusedException("timeout", $"Janus did not answer within {CallBound.TotalSeconds:0} s.", e);
        }
        finally
        {
            _calls.TryRemove(transaction, out _);
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[LargestMessage];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _closing.Token);
                    length += part.Count;
                }
                while (!part.EndOfMessage && length < buffer.Length);
                if (part.MessageType == WebSocketMessageType.Close)
                    break;
                Take(buffer.AsMemory(0, length));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or JsonException or ObjectDisposedException)
        {
            // Closed by us, or the server is gone: calls that wait are told below.
        }

        foreach (var call in _calls.Values)
            call.TrySetException(new RefusedException("janus", "Janus's connection was lost."));
    }

    private static TaskCompletionSource NewWait(long handle) => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Take(ReadOnlyMemory<byte> message)
    {
        using var json = JsonDocument.Parse(message);
        var root = json.RootElement;
        var kind = root.GetProperty("janus").GetString();
        if (kind == "webrtcup" && root.TryGetProperty("sender", out var sender))
            _connected.GetOrAdd(sender.GetInt64(), NewWait).TrySetResult();
        if (kind == "ack" || !root.TryGetProperty("transaction", out var transaction) || !_calls.TryGetValue(transaction.GetString()!, out var call))
            return;
        if (kind == "error")
            call.TrySetException(new RefusedException("janus", root.GetProperty("error").GetProperty("reason").GetString() ?? ""));
        else
            call.TrySetResult(root.Clone());
    }
}
