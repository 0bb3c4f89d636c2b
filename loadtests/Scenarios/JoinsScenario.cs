using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>
/// A join storm: N sessions start within S seconds, as on the full hour when appointments begin, while others run already. The running ones are a group of their own
/// (<c>running.latency.p99.9</c>, <c>running.loss</c>), so that one sees what the storm does to them.
/// </summary>
/// <param name="settings">The storm; its <see cref="SessionsSettings.Ramp"/> is the storm's length.</param>
/// <param name="running">Sessions that run before it begins.</param>
internal sealed class JoinsScenario(SessionsSettings settings, int running) : IScenario
{
    public const string RunningGroup = "running";

    public string Name => "joins";

    public IReadOnlyList<(string Name, string Value)> Parameters =>
    [
        ("sessions that start", $"{settings.Count} within {settings.Ramp}"),
        ("sessions that run already", $"{running}"),
        ("people a session", $"{settings.People}"),
        ("media", settings.Media.ToString()),
        ("warm-up, time after the storm", $"{settings.WarmUp}, {settings.Duration}"),
    ];

    public async Task RunAsync(Stage stage, RunMonitor monitor, CancellationToken stop)
    {
        monitor.Step = "running sessions";
        if (running > 0)
        {
            var plan = SessionsScenario.PlanOf(settings, RunningGroup);
            await Pacing.SpreadAsync(running, TimeSpan.FromSeconds(running / 10.0), _ => Pacing.StartSessionAsync(stage, plan, stop), stop);
            monitor.Step = RunMonitor.BeforeStorm;
            await Pacing.HoldAsync(settings.WarmUp, stop);
        }

        await monitor.BeginAsync(stop, resetSteps: true);
        monitor.Step = RunMonitor.Storm;
        await Pacing.SpreadAsync(settings.Count, settings.Ramp, async _ => await Pacing.StartSessionAsync(stage, SessionsScenario.PlanOf(settings), stop), stop);
        monitor.Step = RunMonitor.AfterStorm;
        await Pacing.HoldAsync(settings.Duration, stop);
    }
}
