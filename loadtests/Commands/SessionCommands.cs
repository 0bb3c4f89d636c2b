using System.CommandLine;
using SessionRelay.LoadTests.Scenarios;

namespace SessionRelay.LoadTests.Commands;

/// <summary>The commands that load a node through its front door: <c>sessions</c>, <c>viewers</c>, <c>joins</c>, <c>soak</c>, <c>reconnect</c>.</summary>
internal sealed class SessionCommands
{
    private const int MostSessions = 10_000;
    private const int MostPeople = 1_000;

    private readonly CommonOptions _common = new();
    private readonly Option<int> _count = OptionValues.Number("--count", "Sessions.", 10, 1, MostSessions);
    private readonly Option<int> _people = OptionValues.Number("--people", "People a session, the host among them.", 2, 2, MostPeople);
    private readonly Option<int?> _maxPeople = new("--max-people") { Description = "The sessions' policy maxPeople (default: as many as come, at least 2)." };
    private readonly Option<bool> _noWaitingRoom = new("--no-waiting-room") { Description = "Guests come in without the host's admission." };
    private readonly Option<TimeSpan> _duration = OptionValues.Time("--duration", "Measured time.", TimeSpan.FromSeconds(60));
    private readonly Option<TimeSpan> _warmUp = OptionValues.Time("--warm-up", "Between the last join and the measured time.", TimeSpan.FromSeconds(5));
    private readonly Option<TimeSpan?> _ramp = new("--ramp")
    {
        Description = "Over which sessions start (default: ten sessions or fifty viewers a second).",
        CustomParser = OptionValues.TimeOrNot,
    };

    private readonly LimitOptions _limit = new();

    public IEnumerable<Command> All() => [Sessions(), Viewers(), Joins(), Soak(), Reconnect()];

    private Command Sessions()
    {
        var command = Of("sessions", "N sessions of P people: everybody sends and receives.", _count, _people, _maxPeople, _noWaitingRoom, _ramp, _warmUp, _duration);
        _limit.AddTo(command);
        command.SetAction((result, stop) =>
        {
            var settings = Settings(result, result.GetValue(_duration));
            return LoadRun.ExecuteAsync(_common.Settings(result, "sessions"), _limit.Wrap(result, new SessionsScenario(settings), _common.Thresholds(result), MostSessions), stop);
        });
        return command;
    }

    private Command Viewers()
    {
        var viewers = OptionValues.Number("--viewers", "Receivers.", 50, 1, ViewersScenario.MostViewers);
        var command = Of("viewers", "One publisher and N receivers in one session.", viewers, _ramp, _warmUp, _duration);
        _limit.AddTo(command);
        command.SetAction((result, stop) =>
        {
            var count = result.GetValue(viewers);
            var ramp = result.GetValue(_ramp) ?? TimeSpan.FromSeconds(count / 50.0);
            var settings = new ViewersSettings(count, ramp, result.GetValue(_warmUp), result.GetValue(_duration), _common.Media(result));
            return LoadRun.ExecuteAsync(
                _common.Settings(result, "viewers"), _limit.Wrap(result, new ViewersScenario(settings), _common.Thresholds(result), ViewersScenario.MostViewers), stop);
        });
        return command;
    }

    private Command Joins()
    {
        var within = OptionValues.Time("--within", "The storm's length.", TimeSpan.FromSeconds(10));
        var running = OptionValues.Number("--running", "Sessions that run already when the storm begins.", 5, 0, MostSessions);
        var after = OptionValues.Time("--duration", "Measured time after the storm.", TimeSpan.FromSeconds(10));
        var command = Of("joins", "A join storm: N sessions start within S seconds, as on the full hour.", _count, _people, _maxPeople, _noWaitingRoom, within, running, _warmUp, after);
        command.SetAction((result, stop) =>
        {
            var settings = Settings(result, result.GetValue(after)) with { Ramp = result.GetValue(within) };
            return LoadRun.ExecuteAsync(_common.Settings(result, "joins"), new JoinsScenario(settings, result.GetValue(running)), stop);
        });
        return command;
    }

    private Command Soak()
    {
        var length = OptionValues.Time("--session-length", "Of a session, about.", TimeSpan.FromMinutes(50));
        var pause = OptionValues.Time("--break", "Between two sessions of a room, about.", TimeSpan.FromMinutes(10));
        var day = OptionValues.Time("--duration", "Of the whole run.", TimeSpan.FromHours(8));
        var ramp = OptionValues.Time("--ramp", "Over which the rooms' first sessions start.", TimeSpan.FromMinutes(10));
        var command = Of("soak", "Hours of sessions that come and go, as a practice's day does.", _count, _people, _maxPeople, _noWaitingRoom, length, pause, day, ramp);
        command.SetAction((result, stop) =>
        {
            var settings = Settings(result, result.GetValue(day)) with { Ramp = result.GetValue(ramp) };
            return LoadRun.ExecuteAsync(_common.Settings(result, "soak"), new SoakScenario(settings, result.GetValue(length), result.GetValue(pause)), stop);
        });
        return command;
    }

    private Command Reconnect()
    {
        var share = OptionValues.Share("--share", "Of the people who lose their network each time.", 0.2);
        var every = OptionValues.Time("--every", "Between two losses.", TimeSpan.FromSeconds(15));
        var outage = OptionValues.Time("--outage", "How long the network is away.", TimeSpan.FromSeconds(2));
        var command = Of("reconnect", "A share of the people loses its network every so often.", _count, _people, _maxPeople, _noWaitingRoom, _ramp, _warmUp, _duration, share, every, outage);
        command.SetAction((result, stop) =>
        {
            var settings = Settings(result, result.GetValue(_duration));
            var scenario = new ReconnectScenario(settings, result.GetValue(share), result.GetValue(every), result.GetValue(outage));
            return LoadRun.ExecuteAsync(_common.Settings(result, "reconnect"), scenario, stop);
        });
        return command;
    }

    private Command Of(string name, string description, params Option[] options)
    {
        var command = new Command(name, description);
        foreach (var option in options)
            command.Options.Add(option);
        _common.AddTo(command);
        return command;
    }

    private SessionsSettings Settings(ParseResult result, TimeSpan duration)
    {
        var (count, people) = (result.GetValue(_count), result.GetValue(_people));
        return new SessionsSettings(
            count,
            people,
            result.GetValue(_maxPeople) ?? Math.Max(2, people),
            !result.GetValue(_noWaitingRoom),
            result.GetValue(_ramp) ?? TimeSpan.FromSeconds(count / 10.0),
            result.GetValue(_warmUp),
            duration,
            _common.Media(result));
    }
}
