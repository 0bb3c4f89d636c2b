using System.Collections.Concurrent;
using SessionRelay.Dtls;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;
using SessionRelay.Net;
using SessionRelay.Routing;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>What everybody of a run shares: the target, the crowd's thread, the steps' times, and the figures of each group. Any thread, but where said.</summary>
internal sealed class Stage : IDisposable
{
    /// <summary>The group of those whom a run is about.</summary>
    public const string MainGroup = "";

    private readonly ConcurrentDictionary<string, MediaMeasures> _groups = new() { [MainGroup] = new MediaMeasures() };
    private readonly ConcurrentDictionary<Gathering, bool> _open = new();
    private int _numbers = -1;
    private int _in;
    private long _lostHubs;

    public Stage(TargetSettings target, Crowd crowd)
    {
        Target = target;
        Crowd = crowd;
        Api = new RelayApi(target);
    }

    public TargetSettings Target { get; }

    public RelayApi Api { get; }

    public Crowd Crowd { get; }

    public MonotonicClock Clock => Crowd.Clock;

    public StepTable Steps { get; } = new();

    /// <summary>One certificate for all: making one costs more than a handshake.</summary>
    public DtlsCertificate Certificate { get; } = DtlsCertificate.Create();

    public PacketBlockPool Pool { get; } = new();

    /// <summary>People who have a path now.</summary>
    public int PeopleIn => Volatile.Read(ref _in);

    /// <summary>Hub connections that broke without our wish.</summary>
    public long LostHubs => Interlocked.Read(ref _lostHubs);

    public IReadOnlyCollection<string> Groups => [.. _groups.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyCollection<Gathering> OpenSessions => [.. _open.Keys];

    /// <summary>Written by the crowd's thread.</summary>
    public MediaMeasures MeasuresOf(string group) => _groups.GetOrAdd(group, _ => new MediaMeasures());

    public int NextNumber() => Interlocked.Increment(ref _numbers);

    public void OnIn() => Interlocked.Increment(ref _in);

    public void OnOut() => Interlocked.Decrement(ref _in);

    public void OnHubLost() => Interlocked.Increment(ref _lostHubs);

    public void OnOpen(Gathering session) => _open[session] = true;

    public void OnEnded(Gathering session) => _open.TryRemove(session, out _);

    /// <summary>Ends every session that is still open, for as long as <paramref name="bound"/>.</summary>
    public async Task EndAllAsync(TimeSpan bound)
    {
        using var stop = new CancellationTokenSource(bound, TimeProvider.System);
        try
        {
            await Parallel.ForEachAsync(OpenSessions, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = stop.Token }, async (session, its) => await session.EndAsync(its));
        }
        catch (OperationCanceledException)
        {
            // What could not be ended in time ends by its own end.
        }
    }

    public void Dispose()
    {
        Crowd.Dispose();
        Api.Dispose();
        Certificate.Dispose();
    }
}
