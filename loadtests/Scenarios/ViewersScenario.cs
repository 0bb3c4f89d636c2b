using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>What <c>viewers</c> is asked for.</summary>
internal sealed record ViewersSettings(int Viewers, TimeSpan Ramp, TimeSpan WarmUp, TimeSpan Duration, MediaShape Media);

/// <summary>One publisher and N receivers in one session, without a waiting room: what forwarding one stream to many costs.</summary>
internal sealed class ViewersScenario(ViewersSettings settings) : IGrowingScenario
{
    public const int MostViewers = 999; // a session's policy goes to 1,000 people

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    private Gathering? _session;

    public string Name => "viewers";

    public string Unit => "viewers";

    public int Size => settings.Viewers;

    public IReadOnlyList<(string Name, string Value)> Parameters =>
    [
        ("viewers", $"{settings.Viewers}"),
        ("media", settings.Media.ToString()),
        ("ramp-up, warm-up, duration", $"{settings.Ramp}, {settings.WarmUp}, {settings.Duration}"),
    ];

    public async Task RunAsync(Stage stage, RunMonitor monitor, CancellationToken stop)
    {
        monitor.Step = "ramp-up";
        await GrowAsync(stage, settings.Viewers, stop);
        monitor.Step = "warm-up";
        await Pacing.HoldAsync(settings.WarmUp, stop);
        await monitor.BeginAsync(stop);
        monitor.Step = "measure";
        await Pacing.HoldAsync(settings.Duration, stop);
    }

    public async Task GrowAsync(Stage stage, int size, CancellationToken stop)
    {
        try
        {
            if (_session is null)
            {
                var length = settings.Ramp + settings.WarmUp + settings.Duration + Margin;
                _session = await Gathering.BookAsync(stage, new GatheringPlan(1, MostViewers + 1, WaitingRoom: false, Person, length), stop);
                await _session.JoinAsync(TimeSpan.Zero, stop);
            }

            var more = size + 1 - _session.People.Count;
            await _session.GrowAsync(Math.Min(size, MostViewers) + 1, settings.Ramp / settings.Viewers * (more > 0 ? 1 : 0), stop);
        }
        catch (RefusedException)
        {
            // Counted under its step; the run shows that too few are in.
        }
    }

    private PersonSettings Person(int number, int place) => place == 0
        ? new PersonSettings { Number = number, Camera = settings.Media.Camera }
        : new PersonSettings { Number = number, Microphone = false, Slots = 1 };
}
