using System.Collections.Concurrent;
using System.Diagnostics;
using SessionRelay.LoadTests.Measures;
using SessionRelay.Net;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// Many endpoints on one thread: it receives in batches, gives each its packets, lets due timers run, sends what was made, waits. Nothing is allocated for a packet, and
/// nobody's timers are looked at before they are due, so that one core carries hundreds of people with video or thousands with audio.
/// Other threads only <see cref="Post"/> and <see cref="AskAsync"/>.
/// </summary>
internal sealed class Crowd : IDisposable
{
    /// <summary>Batches received before timers get their turn: bounds how late media leaves.</summary>
    private const int BatchesPerTurn = 4;

    /// <summary>
    /// Turns begin at least this far apart. A generator that sleeps on its socket on the node's own machine makes each of the node's sends pay for waking it, which the
    /// network between real people does not; this much is added to a latency at most.
    /// </summary>
    private static readonly TimeSpan TurnSpacing = TimeSpan.FromMicroseconds(250);

    /// <summary>Longest wait for nothing: the thread looks whether it is to end.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly MonotonicClock _clock;
    private readonly ICrowdPort _port;
    private readonly TimerWheel _wheel;
    private readonly WakeUp _wakeUp = new();
    private readonly ConcurrentQueue<Action<MonotonicTime>> _posted = new();
    private readonly List<CrowdMember> _members = [];
    private readonly Queue<int> _free = new();
    private readonly Dictionary<string, MediaCounts> _departed = [];
    private CrowdMember[] _touched = new CrowdMember[UdpPort.ReceiveBatch];
    private CrowdMember?[] _byNumber = new CrowdMember?[64];
    private int _touchedCount;
    private int _numbers;
    private Thread? _thread;
    private volatile bool _stopping;

    public Crowd(MonotonicClock clock, ICrowdPort? port = null)
    {
        _clock = clock;
        _port = port ?? new SharedPort();
        _wheel = new TimerWheel(clock.Now);
    }

    public MonotonicClock Clock => _clock;

    public IReadOnlyList<CrowdMember> Members => _members;

    public long ReceiveDrops => _port.ReceiveDrops;

    public long SendFailures => _port.SendFailures;

    /// <summary>How late timers ran since the last reset: what the generator adds to every latency.</summary>
    public TimeSample Lag { get; } = new();

    /// <summary>Time spent working since the start, not waiting.</summary>
    public TimeSpan Busy { get; private set; }

    /// <summary>Begins to run on a thread of its own, until <see cref="Dispose"/>.</summary>
    public void Start()
    {
        HugePages.KeepForHeap();
        _thread = new Thread(() => Run(_ => _stopping)) { IsBackground = true, Name = "crowd" };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="work"/> on the crowd's thread. Any thread.</summary>
    public void Post(Action<MonotonicTime> work)
    {
        _posted.Enqueue(work);
        _wakeUp.Set();
    }

    /// <summary>Runs <paramref name="work"/> on the crowd's thread and gives its result; faulted when it throws or the crowd has ended. Any thread.</summary>
    public Task<T> AskAsync<T>(Func<MonotonicTime, T> work)
    {
        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_stopping)
        {
            reply.TrySetException(new ObjectDisposedException(nameof(Crowd)));
            return reply.Task;
        }

        Post(now =>
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
        return reply.Task;
    }

    /// <summary>A new member with an address of its own. The crowd's thread, or before it starts.</summary>
    public CrowdMember Add(Func<CrowdMember, IEndpoint> make, string group = "")
    {
        var number = TakeNumber();
        var member = new CrowdMember(_port, number, _port.Open(number), group);
        member.Endpoint = make(member);
        _members.Add(member);
        _byNumber[number] = member;
        return member;
    }

    /// <summary>Says goodbye for the member and forgets it, but for what it counted. The crowd's thread.</summary>
    public void Remove(CrowdMember member, MonotonicTime now)
    {
        if (!_members.Remove(member))
            return;
        member.Endpoint.Close(now);
        _port.Flush();
        _departed[member.Group] = _departed.GetValueOrDefault(member.Group) + member.Endpoint.Count(settled: false);
        _wheel.Remove(member);
        FreeNumber(member.Number);
        member.Watch = null;
        member.Endpoint.Dispose();
    }

    /// <summary>The member's network is another from now on. The crowd's thread.</summary>
    public void Move(CrowdMember member)
    {
        _port.Flush();
        FreeNumber(member.Number);
        member.Number = TakeNumber();
        member.Local = _port.Open(member.Number);
        _byNumber[member.Number] = member;
    }

    /// <summary>The endpoint was changed from outside: its timer is set anew. The crowd's thread.</summary>
    public void Settle(CrowdMember member)
    {
        if (_byNumber[member.Number] == member)
            _wheel.Set(member, member.Endpoint.Deadline);
    }

    /// <summary>Sends what was made outside of a turn. The crowd's thread.</summary>
    public void Flush() => _port.Flush();

    /// <summary>What a group's people have sent and received, with those who are gone. The crowd's thread.</summary>
    public MediaCounts Count(string group, bool settled)
    {
        var counts = _departed.GetValueOrDefault(group);
        foreach (var member in _members)
        {
            if (member.Group == group)
                counts += member.Endpoint.Count(settled);
        }

        return counts;
    }

    /// <summary>Receives, sends and runs timers on the caller's thread until <paramref name="isDone"/> says so.</summary>
    public void Run(Func<MonotonicTime, bool> isDone)
    {
        while (!isDone(_clock.Now))
        {
            var started = Stopwatch.GetTimestamp();
            _wakeUp.Clear();
            while (_posted.TryDequeue(out var work))
                work(_clock.Now);
            var mayHaveMore = true;
            for (var batch = 0; batch < BatchesPerTurn && mayHaveMore; batch++)
                ReceiveBatch(out mayHaveMore);
            RunTimers();
            _port.Flush();
            var worked = Stopwatch.GetElapsedTime(started);
            Busy += worked;
            if (mayHaveMore || !_posted.IsEmpty)
                continue;
            Wait(TurnSpacing - worked, forDatagrams: false);
            Wait(_wheel.Next - _clock.Now, forDatagrams: true);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _wakeUp.Set();
        _thread?.Join();
        while (_posted.TryDequeue(out var late))
            late(_clock.Now);
        foreach (var member in _members)
            member.Endpoint.Dispose();
        _members.Clear();
        _port.Dispose();
        _wakeUp.Dispose();
    }

    private void ReceiveBatch(out bool mayHaveMore)
    {
        var count = _port.Receive(out mayHaveMore);
        if (count == 0)
            return;
        var now = _clock.Now;
        for (var i = 0; i < count; i++)
        {
            var datagram = _port.Received(i, out var number, out var from);
            if ((uint)number >= (uint)_byNumber.Length || _byNumber[number] is not { IsOffline: false } member || datagram.IsEmpty)
                continue;
            member.Endpoint.Receive(datagram, from, now);
            if (member.IsTouched)
                continue;
            member.IsTouched = true;
            if (_touchedCount == _touched.Length)
                Array.Resize(ref _touched, _touchedCount * 2);
            _touched[_touchedCount++] = member;
        }

        for (var i = 0; i < _touchedCount; i++)
        {
            var member = _touched[i];
            member.IsTouched = false;
            member.Watch?.Invoke(member, now);
            var deadline = member.Endpoint.Deadline;
            if (deadline < member.DueAt)
                _wheel.Set(member, deadline);
        }

        _touchedCount = 0;
    }

    private void RunTimers()
    {
        var now = _clock.Now;
        while (_wheel.TakeDue(now) is { } member)
        {
            Lag.AddBetween(member.DueAt, now);
            member.Endpoint.Advance(now);
            member.Watch?.Invoke(member, now);
            // Not in the same turn again, whatever its deadline says.
            if (_byNumber[member.Number] == member)
                _wheel.Set(member, MonotonicTime.Max(member.Endpoint.Deadline, new MonotonicTime(now.Ticks + 1)));
            now = _clock.Now;
        }
    }

    private unsafe void Wait(TimeSpan span, bool forDatagrams)
    {
        if (span <= TimeSpan.Zero)
            return;
        var descriptors = stackalloc LibC.PollDescriptor[2];
        descriptors[0] = new LibC.PollDescriptor { FileDescriptor = _wakeUp.Descriptor, Events = LibC.PollIn };
        descriptors[1] = new LibC.PollDescriptor { FileDescriptor = _port.Descriptor, Events = LibC.PollIn };
        var timeout = LibC.TimeSpec.Of(span < LongestWait ? span : LongestWait);
        _ = LibC.Poll(descriptors, forDatagrams ? 2u : 1u, &timeout, null);
    }

    /// <summary>The address that was given up longest ago, so that a relay has forgotten who had it.</summary>
    private int TakeNumber()
    {
        const int KeptBack = 256; // addresses that rest before somebody else has them
        if (_free.Count > KeptBack)
            return _free.Dequeue();
        if (_numbers == _byNumber.Length)
            Array.Resize(ref _byNumber, _numbers * 2);
        return _numbers++;
    }

    private void FreeNumber(int number)
    {
        _byNumber[number] = null;
        _port.Close(number);
        _free.Enqueue(number);
    }
}
