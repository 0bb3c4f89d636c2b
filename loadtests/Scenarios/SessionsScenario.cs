using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>What <c>sessions</c> is asked for.</summary>
/// <param name="Ramp">Over which sessions start.</param>
internal sealed record SessionsSettings(int Count, int People, int MaxPeople, bool WaitingRoom, TimeSpan Ramp, TimeSpan WarmUp, TimeSpan Duration, MediaShape Media);

/// <summary>N sessions of P people; everybody sends and receives. What most operators ask: how many does this node hold?</summary>
internal sealed class SessionsScenario(SessionsSettings settings) : IGrowingScenario
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10); // a session outlives the run, or the node would end it in mid-measure

    private int _started;

    public string Name => "sessions";

    public string Unit => "sessions";

    public int Size => settings.Count;

    public IReadOnlyList<(string Name, string Value)> Parameters =>
    [
        ("sessions", $"{settings.Count}"),
        ("people a session", $"{settings.People}"),
        ("waiting room", settings.WaitingRoom ? "on" : "off"),
        ("media", settings.Media.ToString()),
        ("ramp-up, warm-up, duration", $"{settings.Ramp}, {settings.WarmUp}, {settings.Duration}"),
    ];

    public async Task RunAsync(Stage stage, RunMonitor monitor, CancellationToken stop)
    {
        monitor.Step = "ramp-up";
        await GrowAsync(stage, settings.Count, stop);
        monitor.Step = "warm-up";
        await Pacing.HoldAsync(settings.WarmUp, stop);
        await monitor.BeginAsync(stop);
        monitor.Step = "measure";
        await Pacing.HoldAsync(settings.Duration, stop);
    }

    public async Task GrowAsync(Stage stage, int size, CancellationToken stop)
    {
        var more = size - _started;
        _started = size;
        var ramp = settings.Ramp * more / settings.Count;
        await Pacing.SpreadAsync(more, ramp, _ => Pacing.StartSessionAsync(stage, PlanOf(settings), stop), stop);
    }

    internal static GatheringPlan PlanOf(SessionsSettings settings, string group = Stage.MainGroup) => new(
        settings.People,
        settings.MaxPeople,
        settings.WaitingRoom,
        (number, _) => settings.Media.Everybody(number, settings.People),
        settings.Ramp + settings.WarmUp + settings.Duration + Margin,
        group);
}
