using SessionRelay.Net;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// Many virtual people behind one socket: each has a loopback address of its own (127.1.x.y), so that a relay sees as many clients while
/// the generator reads and writes them all in batches. One thread runs it.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private const uint FirstAddress = 0x7F01_0001; // 127.1.0.1

    /// <summary>Timers of all people are looked at this often at most: media has 20 ms and 33 ms beats.</summary>
    private static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(1);

    private readonly List<VirtualPerson> _people = [];
    private readonly MonotonicClock _clock;
    private MonotonicTime _nextTimers;

    public Crowd(MonotonicClock clock)
    {
        _clock = clock;
        Port = UdpPort.Bind(0);
    }

    public UdpPort Port { get; }

    public IReadOnlyList<VirtualPerson> People => _people;

    /// <summary>The address of the next person.</summary>
    public TransportAddress NextAddress() => TransportAddress.FromIPv4(FirstAddress + (uint)_people.Count, (ushort)Port.LocalPort);

    public void Add(VirtualPerson person) => _people.Add(person);

    /// <summary>Receives, sends and runs timers until <paramref name="isDone"/> says so.</summary>
    public void Run(Func<MonotonicTime, bool> isDone)
    {
        while (true)
        {
            var now = _clock.Now;
            if (isDone(now))
                return;
            var count = Port.Receive();
            if (count > 0)
            {
                now = _clock.Now;
                for (var i = 0; i < count; i++)
                {
                    var datagram = Port.Received(i, out var path);
                    var index = path.Local.IPv4 - FirstAddress;
                    if (path.Local.IsIPv4 && index < _people.Count)
                        _people[(int)index].Receive(datagram, path.Remote, now);
                }
            }

            now = _clock.Now;
            if (now >= _nextTimers)
                RunTimers(now);
            Port.Flush();
            if (count == 0)
                Port.WaitReadable(_nextTimers - now);
        }
    }

    public void Dispose()
    {
        foreach (var person in _people)
            person.Dispose();
        Port.Dispose();
    }

    private void RunTimers(MonotonicTime now)
    {
        foreach (var person in _people)
        {
            if (person.Deadline <= now)
                person.Advance(now);
        }

        _nextTimers = now + TimerGrain;
    }
}
