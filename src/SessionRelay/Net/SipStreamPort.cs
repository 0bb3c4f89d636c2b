using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// A trunk by TCP or TLS: one connection, made when there is something to send and made anew when it broke. What was to be sent meanwhile is lost, and the user
/// agent is told of it. The trunk's own requests come over the same connection (RFC 5923 asks for that); none is listened for.
/// </summary>
internal sealed partial class SipStreamPort : SipPort
{
    /// <summary>Messages received before others get their turn.</summary>
    private const int MessagesPerTurn = 64;

    /// <summary>Messages that wait to be sent, or to be read; more are lost, or not read from the connection until there is room.</summary>
    private const int MaxWaiting = 256;

    private const int TcpLevel = 6; // IPPROTO_TCP
    private const int UserTimeoutOption = 18; // TCP_USER_TIMEOUT (RFC 5482)
    private const int DeadAfterMilliseconds = 30_000; // less than a transaction's 32 s

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10); // TLS included; an INVITE is given up after 32 s
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1); // between two connections

    private readonly AddressFamily _family;
    private readonly SslClientAuthenticationOptions? _tls;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<(byte[] Message, TransportAddress From)> _received = new();
    private readonly SemaphoreSlim _room = new(MaxWaiting);
    private readonly Channel<SipDatagram> _outgoing = Channel.CreateBounded<SipDatagram>(MaxWaiting);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private Socket _socket;
    private long _last; // number of the message that was taken last, to be sent or lost
    private volatile int _localPort;

    /// <summary>Binds the first connection's port; throws <see cref="SocketException"/> when there is none.</summary>
    /// <param name="tls">Whom the certificate is to be for, and whom to believe; null: TCP alone.</param>
    public SipStreamPort(AddressFamily family, SslClientAuthenticationOptions? tls, MonotonicClock clock, ILogger logger)
        : base(clock, logger)
    {
        _family = family;
        _tls = tls;
        _socket = Bind();
        _logger = logger;
        _running = Task.Run(RunAsync);
    }

    public override int LocalPort => _localPort;

    protected override int Descriptor => -1;

    protected override bool Receive(SipUserAgent agent)
    {
        for (var i = 0; i < MessagesPerTurn; i++)
        {
            if (!_received.TryDequeue(out var next))
                return false;
            _room.Release();
            agent.Receive(next.Message, next.From, Now);
        }

        return true;
    }

    protected override void Send(SipDatagram datagram) => _outgoing.Writer.TryWrite(datagram);

    protected override void Close()
    {
        // What was said last (BYE, the end of a registration) still goes out.
        _outgoing.Writer.TryComplete();
        _running.Wait(Pause);
        _stop.Cancel();
        _running.Wait();
        _socket.Dispose();
        _stop.Dispose();
        _room.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                if (!_outgoing.Reader.TryPeek(out var first))
                    continue;
                var hasMoved = false;
                try
                {
                    hasMoved = await ServeAsync(first.To.ToIPEndPoint()).ConfigureAwait(false);
                }
                catch (Exception reason) when (reason is not OperationCanceledException || !_stop.IsCancellationRequested)
                {
                    // Whatever it was, TLS has many: the next connection may do better, and without one the trunk is lost for good.
                    LogBroken(_logger, reason.Message);
                }

                await RebindAsync().ConfigureAwait(false);
                // What is for another server has lost nothing by the end of this one's connection.
                while (!hasMoved && _outgoing.Reader.TryRead(out var lost))
                    _last = lost.Number;
                var (localPort, last) = (_localPort, _last);
                Post((agent, now) =>
                {
                    agent.Trunk = agent.Trunk with { LocalPort = localPort };
                    agent.OnConnectionLost(last, now);
                });
                if (!hasMoved && !_outgoing.Reader.Completion.IsCompleted)
                    await Task.Delay(Pause, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The port is closed.
        }
    }

    /// <summary>A port of its own for the next connection, known before it is made: what is sent over it names it (RFC 3261 section 18.1.1).</summary>
    private Socket Bind()
    {
        var socket = new Socket(_family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A way that died without a word is noticed: by what was sent and not acknowledged, and while nothing is sent by the kernel's own asking.
            socket.SetRawSocketOption(TcpLevel, UserTimeoutOption, BitConverter.GetBytes(DeadAfterMilliseconds));
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30); // s
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10); // s
            socket.Bind(new IPEndPoint(_family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _localPort = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    private async Task RebindAsync()
    {
        _socket.Dispose();
        while (true)
        {
            try
            {
                _socket = Bind();
                return;
            }
            catch (SocketException reason)
            {
                LogBroken(_logger, reason.Message);
                await Task.Delay(Pause, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    /// <returns>Whether it ended because what is next goes to another server.</returns>
    private async Task<bool> ServeAsync(IPEndPoint trunk)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        bound.CancelAfter(ConnectTime);
        await _socket.ConnectAsync(trunk, bound.Token).ConfigureAwait(false);
        Stream stream = new NetworkStream(_socket);
        try
        {
            if (_tls is not null)
            {
                var secure = new SslStream(stream);
                stream = secure;
                await secure.AuthenticateAsClientAsync(_tls, bound.Token).ConfigureAwait(false);
            }

            bound.CancelAfter(Timeout.InfiniteTimeSpan);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var reading = ReadAsync(stream, TransportAddress.From(trunk), over.Token);
            var writing = WriteAsync(stream, TransportAddress.From(trunk), over.Token);
            await Task.WhenAny(reading, writing).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            try
            {
                await Task.WhenAll(reading, writing).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
            {
                // The other of the two had ended by itself.
            }

            return writing.IsCompletedSuccessfully && await writing.ConfigureAwait(false);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(Stream stream, TransportAddress from, CancellationToken over)
    {
        var reader = new SipStreamReader();
        var buffer = new byte[4_096];
        while (await stream.ReadAsync(buffer, over).ConfigureAwait(false) is > 0 and { } length)
        {
            foreach (var message in Cut(reader, buffer.AsSpan(0, length)))
            {
                await _room.WaitAsync(over).ConfigureAwait(false);
                _received.Enqueue((message, from));
                WakeUp.Set();
            }

            if (reader.IsBroken)
                return;
        }
    }

    private static List<byte[]> Cut(SipStreamReader reader, ReadOnlySpan<byte> arrived)
    {
        var messages = new List<byte[]>();
        while (reader.TryRead(ref arrived, out var message))
            messages.Add(message);
        return messages;
    }

    /// <summary>Until the port closes, or what is next goes to another server: true then.</summary>
    private async Task<bool> WriteAsync(Stream stream, TransportAddress to, CancellationToken over)
    {
        while (await _outgoing.Reader.WaitToReadAsync(over).ConfigureAwait(false))
        {
            if (!_outgoing.Reader.TryPeek(out var next) || next.To != to)
                return true;
            _outgoing.Reader.TryRead(out next);
            _last = next.Number;
            await stream.WriteAsync(next.Bytes, over).ConfigureAwait(false);
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to the telephone trunk broke or could not be made: {Reason}")]
    private static partial void LogBroken(ILogger logger, string reason);
}
