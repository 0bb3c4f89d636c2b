using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// One thread and one UDP socket that drive a <see cref="SipUserAgent"/>: what arrives goes in, what it made goes out, and it is told the time when
/// it asked for that. Other threads only <see cref="Post"/>.
/// </summary>
internal sealed partial class SipUdpPort : IDisposable
{
    /// <summary>Messages received before others get their turn.</summary>
    private const int MessagesPerTurn = 64;

    private readonly Socket _socket;
    private readonly MonotonicClock _clock;
    private readonly ILogger _logger;
    private readonly WakeUp _wakeUp = new();
    private readonly ConcurrentQueue<Action<SipUserAgent, MonotonicTime>> _posted = new();
    private readonly byte[] _buffer = new byte[SipLimits.Message];
    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>Binds; IPv4 or IPv6 as the trunk's address is. Throws <see cref="SocketException"/> when the port is taken.</summary>
    public SipUdpPort(IPEndPoint local, MonotonicClock clock, ILogger logger)
    {
        _clock = clock;
        _logger = logger;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        _socket.Bind(local);
    }

    public int LocalPort => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <param name="make">The user agent, made on the port's thread.</param>
    /// <param name="told">Hears what happens, on the port's thread.</param>
    public void Start(Func<MonotonicTime, SipUserAgent> make, Action<CallEvent> told)
    {
        _thread = new Thread(() => Run(make(_clock.Now), told)) { IsBackground = true, Name = "sip" };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="work"/> on the port's thread.</summary>
    public void Post(Action<SipUserAgent, MonotonicTime> work)
    {
        _posted.Enqueue(work);
        _wakeUp.Set();
    }

    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _wakeUp.Set();
        _thread?.Join();
        _socket.Dispose();
        _wakeUp.Dispose();
    }

    private void Run(SipUserAgent agent, Action<CallEvent> told)
    {
        while (!_stopping)
        {
            try
            {
                Turn(agent, told);
            }
            catch (Exception failure)
            {
                LogTurnFailed(_logger, failure);
            }
        }
    }

    private void Turn(SipUserAgent agent, Action<CallEvent> told)
    {
        _wakeUp.Clear();
        while (_posted.TryDequeue(out var work))
            work(agent, _clock.Now);
        var more = Receive(agent);
        var now = _clock.Now;
        if (now >= agent.NextDeadline)
            agent.Advance(now);
        while (agent.Outbox.TryTake(out var datagram))
            Send(datagram);
        while (agent.TryTakeEvent(out var happened))
            told(happened);
        if (!more && _posted.IsEmpty)
            Wait(agent.NextDeadline);
    }

    private bool Receive(SipUserAgent agent)
    {
        EndPoint from = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        for (var i = 0; i < MessagesPerTurn; i++)
        {
            try
            {
                var length = _socket.ReceiveFrom(_buffer, ref from);
                agent.Receive(_buffer.AsSpan(0, length), TransportAddress.From((IPEndPoint)from), _clock.Now);
            }
            catch (SocketException nothing) when (nothing.SocketErrorCode == SocketError.WouldBlock)
            {
                return false;
            }
            catch (SocketException)
            {
                // An ICMP error of something sent before: its transaction times out by itself.
            }
        }

        return true;
    }

    private void Send(SipDatagram datagram)
    {
        try
        {
            _socket.SendTo(datagram.Bytes, datagram.To.ToIPEndPoint());
        }
        catch (SocketException)
        {
            // As good as lost on the way: the state machines send again, then give up.
        }
    }

    private unsafe void Wait(MonotonicTime until)
    {
        var span = until.IsNever ? TimeSpan.FromSeconds(60) : until - _clock.Now;
        if (span <= TimeSpan.Zero)
            return;
        var timeout = LibC.TimeSpec.Of(span);
        var descriptors = stackalloc LibC.PollDescriptor[2];
        descriptors[0] = new LibC.PollDescriptor { FileDescriptor = (int)_socket.Handle, Events = LibC.PollIn };
        descriptors[1] = new LibC.PollDescriptor { FileDescriptor = _wakeUp.Descriptor, Events = LibC.PollIn };
        _ = LibC.Poll(descriptors, 2, &timeout, null);
        if (descriptors[1].ReturnedEvents != 0)
            _wakeUp.Drain();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn of the SIP port failed; it goes on")]
    private static partial void LogTurnFailed(ILogger logger, Exception failure);
}
