using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>What a session is to be.</summary>
/// <param name="People">How many are to come; the first is the host.</param>
/// <param name="MaxPeople">The policy's limit, 2 to 1,000.</param>
/// <param name="WaitingRoom">Guests wait until the host admits them.</param>
/// <param name="Settings">What the person with this place in the session sends and shows; the number is the run's.</param>
/// <param name="Group">Whose figures the people count in.</param>
/// <param name="Length">Until its end, from its creation.</param>
internal sealed record GatheringPlan(int People, int MaxPeople, bool WaitingRoom, Func<int, int, PersonSettings> Settings, TimeSpan Length, string Group = Stage.MainGroup);

/// <summary>One session with its people, from the booking system's first call to the end. Any thread; a session's own steps one after another.</summary>
internal sealed class Gathering
{
    private readonly Stage _stage;
    private readonly GatheringPlan _plan;
    private readonly List<Participant> _people = [];
    private readonly List<(Participant Who, MonotonicTime At)> _sendersReady = []; // the crowd's thread only

    private Gathering(Stage stage, GatheringPlan plan, string id)
    {
        _stage = stage;
        _plan = plan;
        Id = id;
    }

    public string Id { get; }

    public GatheringPlan Plan => _plan;

    public IReadOnlyList<Participant> People => _people;

    /// <summary>Creates the session and everybody's ticket, as a booking does. Throws <see cref="RefusedException"/>.</summary>
    public static async Task<Gathering> BookAsync(Stage stage, GatheringPlan plan, CancellationToken stop)
    {
        var id = await stage.Steps.DoAsync(StepTable.CreateSession, () => stage.Api.CreateSessionAsync(plan.MaxPeople, plan.WaitingRoom, plan.Length, stop));
        var session = new Gathering(stage, plan, id);
        stage.OnOpen(session);
        for (var place = 0; place < plan.People; place++)
        {
            var role = place == 0 ? "host" : "guest";
            var name = $"{role}-{place}";
            var ticket = await stage.Steps.DoAsync(StepTable.Ticket, () => stage.Api.MintTicketAsync(id, name, name, role, stop));
            session._people.Add(new Participant(stage, session, name, ticket, plan.Settings(stage.NextNumber(), place)));
        }

        return session;
    }

    /// <summary>Everybody joins: the host, then the guests at once or, with a <paramref name="pace"/>, one after another. Failures are counted, not thrown.</summary>
    /// <param name="pace">Between two guests.</param>
    public async Task JoinAsync(TimeSpan pace, CancellationToken stop)
    {
        if (!await _people[0].TryJoinAsync(stop))
        {
            for (var place = 1; place < _people.Count; place++)
                _stage.Steps.Fail(StepTable.Join, "host-missing");
            return;
        }

        await JoinGuestsAsync(1, pace, stop);
    }

    /// <summary>Those from this place on join.</summary>
    public async Task JoinGuestsAsync(int from, TimeSpan pace, CancellationToken stop)
    {
        var joins = new List<Task>();
        for (var place = from; place < _people.Count; place++)
        {
            joins.Add(_people[place].TryJoinAsync(stop));
            if (pace > TimeSpan.Zero)
                await Task.Delay(pace, TimeProvider.System, stop);
        }

        await Task.WhenAll(joins);
    }

    /// <summary>Books and brings in further guests: a run that looks for the limit grows.</summary>
    public async Task GrowAsync(int people, TimeSpan pace, CancellationToken stop)
    {
        var from = _people.Count;
        for (var place = from; place < people; place++)
        {
            var name = $"guest-{place}";
            var ticket = await _stage.Steps.DoAsync(StepTable.Ticket, () => _stage.Api.MintTicketAsync(Id, name, name, "guest", stop));
            _people.Add(new Participant(_stage, this, name, ticket, _plan.Settings(_stage.NextNumber(), place)));
        }

        await JoinGuestsAsync(from, pace, stop);
    }

    /// <summary>Everybody leaves and the booking system ends the session. What fails is left to the session's own end.</summary>
    public async Task EndAsync(CancellationToken stop)
    {
        try
        {
            await Task.WhenAll(_people.Select(person => person.LeaveAsync(stop)));
            await _stage.Api.EndSessionAsync(Id, stop);
        }
        catch (Exception e) when (e is RefusedException or LoadTestException or OperationCanceledException)
        {
            // Counted nowhere: the people are gone, and the node ends the session when its time is over.
        }
        finally
        {
            _stage.OnEnded(this);
        }
    }

    /// <summary>A sender's path is up. The crowd's thread.</summary>
    internal void OnSenderReady(Participant who, MonotonicTime now) => _sendersReady.Add((who, now));

    /// <summary>When the first sender but this one had a path; never when none has. The crowd's thread.</summary>
    internal MonotonicTime FirstSenderBut(Participant who)
    {
        foreach (var (sender, at) in _sendersReady)
        {
            if (sender != who)
                return at;
        }

        return MonotonicTime.Never;
    }
}
