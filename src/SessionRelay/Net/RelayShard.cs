using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SessionRelay.Shards;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>
/// One thread, one UDP port (and one TCP port where that is on), and the rooms that live on it: the only place where the sans-I/O core meets sockets and the clock.
/// The loop: run what signaling posted, receive a batch, let the core work on it, let due timers run, send what the core made, wait.
/// Other threads only <see cref="Post"/> and read counters.
/// </summary>
internal sealed partial class RelayShard : IDisposable
{
    /// <summary>Batches received before timers and sending get their turn: bounds the delay of what is sent first.</summary>
    private const int BatchesPerTurn = 4;

    private static readonly TimeSpan BusyWindow = TimeSpan.FromSeconds(1);

    private readonly UdpPort _port;
    private readonly WakeUp _wakeUp;
    private readonly MonotonicClock _clock;
    private readonly Thread _thread;
    private readonly ConcurrentQueue<Action<MonotonicTime>> _posted = new();
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _up = new();
    private volatile bool _stopping;
    private volatile bool _ended;
    private double _busyRatio;
    private TimeSpan _busy;
    private MonotonicTime _busySince;

    /// <param name="streams">Its TCP port; null when TCP is off.</param>
    public RelayShard(int number, UdpPort port, TcpPort? streams, Shard core, MonotonicClock clock, ILogger logger)
    {
        Number = number;
        Core = core;
        _port = port;
        _port.Streams = streams;
        Streams = streams;
        _clock = clock;
        _logger = logger;
        _port.StampArrivals();
        _wakeUp = new WakeUp();
        _thread = new Thread(Run) { IsBackground = true, Name = $"relay-{number}" };
    }

    public int Number { get; }

    /// <summary>The core. Only for the shard's own thread, that is inside <see cref="Post"/>, but for its counters.</summary>
    public Shard Core { get; }

    /// <summary>Share of the last second that was spent working; 0 to 1. Any thread.</summary>
    public double BusyRatio => Volatile.Read(ref _busyRatio);

    /// <summary>The TCP port, for its counters; null when TCP is off.</summary>
    public TcpPort? Streams { get; }

    /// <summary>Ports of the phone legs that live here. Only for the shard's own thread.</summary>
    public PhonePorts Phones { get; } = new();

    /// <summary>The shard's time.</summary>
    public MonotonicTime Now => _clock.Now;

    public long ReceiveDrops => _port.ReceiveDrops;

    /// <summary>Whether the shard's thread runs and takes work. Any thread.</summary>
    public bool IsRunning => _thread.IsAlive && !_stopping;

    /// <summary>The kernel's id of the shard's thread; 0 before <see cref="Start"/>.</summary>
    public int ThreadId { get; private set; }

    public void Start()
    {
        _thread.Start();
        _up.Wait();
    }

    /// <summary>Runs <paramref name="work"/> on the shard's thread. False when the shard has ended and it will never run.</summary>
    public bool Post(Action<MonotonicTime> work)
    {
        if (_stopping)
            return false;
        _posted.Enqueue(work);
        if (_ended)
            RunLate();
        else
            _wakeUp.Set();
        return true;
    }

    /// <summary>Runs <paramref name="work"/> on the shard's thread and gives its result. Faulted with <see cref="ObjectDisposedException"/> when the shard has ended.</summary>
    public Task<T> AskAsync<T>(Func<MonotonicTime, T> work)
    {
        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = Post(now =>
        {
            try
            {
                reply.TrySetResult(work(now));
            }
            catch (Exception failure)
            {
                reply.TrySetException(failure);
            }
        });
        if (!posted)
            reply.TrySetException(new ObjectDisposedException(nameof(RelayShard)));
        return reply.Task;
    }

    public void Dispose()
    {
        _stopping = true;
        _wakeUp.Set();
        if (_thread.IsAlive)
            _thread.Join();
        _up.Dispose();
        _wakeUp.Dispose();
        Streams?.Dispose();
        _port.Dispose();
    }

    private void Run()
    {
        ThreadId = LibC.ThreadId();
        _up.Set();
        _busySince = _clock.Now;
        while (!_stopping)
        {
            try
            {
                Turn();
            }
            catch (Exception failure)
            {
                // One bad packet or command must not end everybody's sessions; what it belonged to has been left as it was.
                LogTurnFailed(_logger, Number, failure);
            }
        }

        Core.Dispose();
        _port.Flush();
        _ended = true;
        RunLate();
    }

    /// <summary>What was posted while the shard ended finds its rooms closed, and its asker gets an answer.</summary>
    private void RunLate()
    {
        while (_posted.TryDequeue(out var late))
            late(_clock.Now);
    }

    private void Turn()
    {
        var started = Stopwatch.GetTimestamp();
        _wakeUp.Clear();
        while (_posted.TryDequeue(out var work))
            work(_clock.Now);

        var full = false;
        for (var batch = 0; batch < BatchesPerTurn; batch++)
        {
            var count = _port.Receive();
            if (count > 0)
            {
                var now = _clock.Now;
                for (var i = 0; i < count; i++)
                {
                    var datagram = _port.Received(i, out var path);
                    Receive(datagram, path, now - _port.Waited(i), now);
                }

                Core.EndBatch(now);
                _port.Flush();
            }

            full = count == UdpPort.ReceiveBatch;
            if (!full)
                break;
        }

        if (Streams is not null)
            ReceiveStreams(Streams);
        if (Phones.Count > 0)
            Phones.Receive(_clock.Now);

        var after = _clock.Now;
        if (after >= Core.Deadline)
            Core.Advance(after);
        if (after >= Streams?.Deadline)
            Streams.Sweep(after);
        _port.Flush();
        _busy += Stopwatch.GetElapsedTime(started);
        if (after - _busySince >= BusyWindow)
            Measure(after);
        if (!full && _posted.IsEmpty)
            Wait(after);
    }

    /// <summary>What came over TCP. The kernel keeps what is more than a turn's share, and tells of it again at once.</summary>
    private void ReceiveStreams(TcpPort streams)
    {
        var now = _clock.Now;
        streams.Poll(now);
        var any = false;
        while (streams.TryNext(out var datagram, out var path))
        {
            any = true;
            Receive(datagram, path, now, now);
        }

        if (!any)
            return;
        Core.EndBatch(now);
        _port.Flush();
    }

    private void Receive(Span<byte> datagram, in NetworkPath path, MonotonicTime arrivedAt, MonotonicTime now)
    {
        try
        {
            Core.Receive(datagram, path, arrivedAt, now);
        }
        catch (Exception failure)
        {
            LogTurnFailed(_logger, Number, failure);
        }
    }

    private void Measure(MonotonicTime now)
    {
        var ratio = Math.Min(1, _busy / (now - _busySince));
        Volatile.Write(ref _busyRatio, ratio);
        Core.Load.Review(ratio);
        _busy = TimeSpan.Zero;
        _busySince = now;
    }

    private unsafe void Wait(MonotonicTime now)
    {
        var until = Core.Deadline;
        if (Streams is not null)
            until = MonotonicTime.Min(until, Streams.Deadline);
        var span = until.IsNever ? BusyWindow * 10 : until - now;
        if (span <= TimeSpan.Zero)
            return;
        var count = (Streams is null ? 2 : 3) + Phones.Count;
        var descriptors = stackalloc LibC.PollDescriptor[3 + PhonePorts.Most];
        descriptors[0] = new LibC.PollDescriptor { FileDescriptor = _port.Descriptor, Events = LibC.PollIn };
        descriptors[1] = new LibC.PollDescriptor { FileDescriptor = _wakeUp.Descriptor, Events = LibC.PollIn };
        if (Streams is not null)
            descriptors[2] = new LibC.PollDescriptor { FileDescriptor = Streams.Descriptor, Events = LibC.PollIn };
        Phones.Describe(new Span<LibC.PollDescriptor>(descriptors + count - Phones.Count, Phones.Count));
        var timeout = LibC.TimeSpec.Of(span);
        _ = LibC.Poll(descriptors, (nuint)count, &timeout, null);
        if (descriptors[1].ReturnedEvents != 0)
            _wakeUp.Drain();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Shard {Shard}: a turn failed; the shard goes on")]
    private static partial void LogTurnFailed(ILogger logger, int shard, Exception failure);
}
