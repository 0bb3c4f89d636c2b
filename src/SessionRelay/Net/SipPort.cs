using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// One thread that drives a <see cref="SipUserAgent"/>: what arrives goes in, what it made goes out, and it is told the time when it asked for that.
/// Other threads only <see cref="Post"/>.
/// </summary>
internal abstract partial class SipPort(MonotonicClock clock, ILogger logger) : IDisposable
{
    private readonly ConcurrentQueue<Action<SipUserAgent, MonotonicTime>> _posted = new();
    private Thread? _thread;
    private volatile bool _stopping;

    /// <summary>Where the trunk sends to; of a stream, where its next connection comes from.</summary>
    public abstract int LocalPort { get; }

    /// <summary>Polled beside the wake-up; -1: nothing is.</summary>
    protected abstract int Descriptor { get; }

    protected MonotonicTime Now => clock.Now;

    protected WakeUp WakeUp { get; } = new();

    /// <param name="make">The user agent, made on the port's thread.</param>
    /// <param name="told">Hears what happens, on the port's thread.</param>
    /// <param name="turned">Called after each turn, on the port's thread.</param>
    public void Start(Func<MonotonicTime, SipUserAgent> make, Action<CallEvent> told, Action<SipUserAgent>? turned = null)
    {
        _thread = new Thread(() => Run(make(Now), told, turned)) { IsBackground = true, Name = "sip" };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="work"/> on the port's thread.</summary>
    public void Post(Action<SipUserAgent, MonotonicTime> work)
    {
        _posted.Enqueue(work);
        WakeUp.Set();
    }

    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        WakeUp.Set();
        _thread?.Join();
        Close();
        WakeUp.Dispose();
    }

    /// <summary>Gives what has come to the agent; true when there may be more.</summary>
    protected abstract bool Receive(SipUserAgent agent);

    /// <summary>Sends, or loses, a message: the state machines send again, then give up.</summary>
    protected abstract void Send(SipDatagram datagram);

    protected abstract void Close();

    private void Run(SipUserAgent agent, Action<CallEvent> told, Action<SipUserAgent>? turned)
    {
        while (!_stopping)
        {
            try
            {
                Turn(agent, told, turned);
            }
            catch (Exception failure)
            {
                LogTurnFailed(logger, failure);
            }
        }
    }

    private void Turn(SipUserAgent agent, Action<CallEvent> told, Action<SipUserAgent>? turned)
    {
        WakeUp.Clear();
        while (_posted.TryDequeue(out var work))
            work(agent, Now);
        var more = Receive(agent);
        var now = Now;
        if (now >= agent.NextDeadline)
            agent.Advance(now);
        while (agent.Outbox.TryTake(out var datagram))
            Send(datagram);
        while (agent.TryTakeEvent(out var happened))
            told(happened);
        turned?.Invoke(agent);
        if (!more && _posted.IsEmpty)
            Wait(agent.NextDeadline);
    }

    private unsafe void Wait(MonotonicTime until)
    {
        var span = until.IsNever ? TimeSpan.FromSeconds(60) : until - Now;
        if (span <= TimeSpan.Zero)
            return;
        var timeout = LibC.TimeSpec.Of(span);
        var descriptors = stackalloc LibC.PollDescriptor[2];
        descriptors[0] = new LibC.PollDescriptor { FileDescriptor = WakeUp.Descriptor, Events = LibC.PollIn };
        descriptors[1] = new LibC.PollDescriptor { FileDescriptor = Descriptor, Events = LibC.PollIn }; // the kernel passes over -1
        _ = LibC.Poll(descriptors, 2, &timeout, null);
        if (descriptors[0].ReturnedEvents != 0)
            WakeUp.Drain();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn of the SIP port failed; it goes on")]
    private static partial void LogTurnFailed(ILogger logger, Exception failure);
}
