using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>
/// Hours of appointments: N rooms, each with sessions one after another, of about the given length with a break between, as a practice's day goes. Shows what grows that should not:
/// memory, pauses, failures.
/// </summary>
/// <param name="settings">Its count is the rooms, its duration the day.</param>
/// <param name="length">Of a session; each differs by up to a fifth.</param>
/// <param name="pause">Between two sessions of a room; it differs in the same way.</param>
internal sealed class SoakScenario(SessionsSettings settings, TimeSpan length, TimeSpan pause) : IScenario
{
    private const double Spread = 0.2; // appointments overrun and start late

    public string Name => "soak";

    public IReadOnlyList<(string Name, string Value)> Parameters =>
    [
        ("rooms", $"{settings.Count}"),
        ("people a session", $"{settings.People}"),
        ("session, break", $"{length}, {pause}"),
        ("media", settings.Media.ToString()),
        ("ramp-up, duration", $"{settings.Ramp}, {settings.Duration}"),
    ];

    public async Task RunAsync(Stage stage, RunMonitor monitor, CancellationToken stop)
    {
        monitor.Step = "soak";
        await monitor.BeginAsync(stop);
        using var day = CancellationTokenSource.CreateLinkedTokenSource(stop);
        day.CancelAfter(settings.Ramp + settings.Duration);
        try
        {
            await Pacing.SpreadAsync(settings.Count, settings.Ramp, _ => RunRoomAsync(stage, day.Token), day.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The day is over.
        }
    }

    private static TimeSpan Vary(TimeSpan time) => time * (1 + Spread * (2 * Random.Shared.NextDouble() - 1));

    private async Task RunRoomAsync(Stage stage, CancellationToken stop)
    {
        var plan = SessionsScenario.PlanOf(settings with { Ramp = TimeSpan.Zero, Duration = length * (1 + Spread) });
        while (!stop.IsCancellationRequested)
        {
            var session = await Pacing.StartSessionAsync(stage, plan, stop);
            await Pacing.HoldAsync(Vary(length), stop);
            if (session is not null)
                await session.EndAsync(stop);
            await Pacing.HoldAsync(Vary(pause), stop);
        }
    }
}
