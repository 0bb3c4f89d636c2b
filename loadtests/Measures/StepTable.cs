using System.Diagnostics;
using SessionRelay.LoadTests.FrontDoor;

namespace SessionRelay.LoadTests.Measures;

/// <summary>What one step of a scenario took and how it ended.</summary>
/// <param name="Codes">Failures by the node's code.</param>
internal sealed record StepFigures(string Name, long Ok, long Failed, TimeSample Times, IReadOnlyDictionary<string, long> Codes);

/// <summary>The steps that people go through (<c>enter</c>, <c>connect</c> …): how long each took, how many failed and why. Any thread.</summary>
/// <param name="way">Names in the order in which people come to them; null: those of a session.</param>
internal sealed class StepTable(string[]? way = null)
{
    public const string CreateSession = "create session";
    public const string Ticket = "ticket";
    public const string Hub = "hub";
    public const string Enter = "enter";
    public const string Admit = "admit";
    public const string Connect = "connect";
    public const string MediaPath = "media path";

    /// <summary>From the press on Join (the ticket is in hand) to a path that media can flow on.</summary>
    public const string Join = "join";

    /// <summary>From the later of that press and somebody else's path to the first packet of theirs.</summary>
    public const string FirstMedia = "first media";

    /// <summary>From the network's return to the first media packet, by way of hub, resume token and ICE restart.</summary>
    public const string Reconnect = "reconnect";

    private static readonly string[] OfSessions = [CreateSession, Ticket, Hub, Enter, Admit, Connect, MediaPath, Join, FirstMedia, Reconnect];

    private readonly string[] _way = way ?? OfSessions;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _steps = [];

    public long OkOf(string step) => Read(step, entry => entry.Ok);

    public long FailedOf(string step) => Read(step, entry => entry.Failed);

    public void Ok(string step, TimeSpan time)
    {
        lock (_lock)
        {
            var entry = Of(step);
            entry.Ok++;
            entry.Times.Add(time);
            entry.Recent.Add(time);
        }
    }

    public void Fail(string step, string code)
    {
        lock (_lock)
        {
            var entry = Of(step);
            entry.Failed++;
            entry.Codes[code] = entry.Codes.GetValueOrDefault(code) + 1;
        }
    }

    /// <summary>Does the step and notes how it went; its refusal goes on to the caller.</summary>
    public async Task<T> DoAsync<T>(string step, Func<Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = await work();
            Ok(step, Stopwatch.GetElapsedTime(started));
            return result;
        }
        catch (RefusedException refused)
        {
            Fail(step, refused.Code);
            throw;
        }
    }

    public Task DoAsync(string step, Func<Task> work) => DoAsync(step, async () =>
    {
        await work();
        return true;
    });

    /// <summary>All steps so far, in the order of a person's way, others last.</summary>
    public IReadOnlyList<StepFigures> Read()
    {
        lock (_lock)
            return [.. _steps.OrderBy(step => (uint)Array.IndexOf(_way, step.Key)).Select(step => Figures(step.Key, step.Value))];
    }

    /// <summary>One step so far; empty when it never came.</summary>
    public StepFigures Read(string step)
    {
        lock (_lock)
            return Figures(step, _steps.GetValueOrDefault(step) ?? new Entry());
    }

    /// <summary>Steps of all kinds that went well.</summary>
    public long TotalOk()
    {
        lock (_lock)
            return _steps.Values.Sum(entry => entry.Ok);
    }

    /// <summary>What one step took since this was asked before.</summary>
    public TimeSample TakeRecent(string step)
    {
        lock (_lock)
        {
            if (!_steps.TryGetValue(step, out var entry))
                return new TimeSample();
            var recent = entry.Recent.Copy();
            entry.Recent.Reset();
            return recent;
        }
    }

    /// <summary>Counts anew: a new step of the load begins.</summary>
    public void Reset()
    {
        lock (_lock)
            _steps.Clear();
    }

    private static StepFigures Figures(string name, Entry entry) => new(name, entry.Ok, entry.Failed, entry.Times.Copy(), new Dictionary<string, long>(entry.Codes));

    private long Read(string step, Func<Entry, long> part)
    {
        lock (_lock)
            return _steps.TryGetValue(step, out var entry) ? part(entry) : 0;
    }

    private Entry Of(string step)
    {
        if (!_steps.TryGetValue(step, out var entry))
            _steps[step] = entry = new Entry();
        return entry;
    }

    private sealed class Entry
    {
        public long Ok { get; set; }

        public long Failed { get; set; }

        public TimeSample Times { get; } = new();

        public TimeSample Recent { get; } = new();

        public Dictionary<string, long> Codes { get; } = [];
    }
}
