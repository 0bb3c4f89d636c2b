using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>
/// A share of the people loses its network every so often, for a while, and comes back under another address, as a phone that changes from Wi-Fi to mobile does: through
/// the hub with the resume token, then an ICE restart. Measures how long they need (<c>reconnect</c>) and what everybody misses (<c>gap</c>).
/// </summary>
/// <param name="share">0 to 1, of the people who are in.</param>
internal sealed class ReconnectScenario(SessionsSettings settings, double share, TimeSpan every, TimeSpan outage) : IScenario
{
    public string Name => "reconnect";

    public IReadOnlyList<(string Name, string Value)> Parameters =>
    [
        ("sessions", $"{settings.Count} of {settings.People}"),
        ("network lost", $"by {share:P0} of the people every {every}, for {outage}"),
        ("media", settings.Media.ToString()),
        ("ramp-up, warm-up, duration", $"{settings.Ramp}, {settings.WarmUp}, {settings.Duration}"),
    ];

    public async Task RunAsync(Stage stage, RunMonitor monitor, CancellationToken stop)
    {
        monitor.Step = "ramp-up";
        await new SessionsScenario(settings).GrowAsync(stage, settings.Count, stop);
        monitor.Step = "warm-up";
        await Pacing.HoldAsync(settings.WarmUp, stop);
        await monitor.BeginAsync(stop);
        monitor.Step = "measure";
        var losses = new List<Task>();
        var left = settings.Duration;
        while (left > TimeSpan.Zero)
        {
            losses.AddRange(LoseNetworks(stage, stop));
            var wait = left < every ? left : every;
            await Pacing.HoldAsync(wait, stop);
            left -= wait;
        }

        await Task.WhenAll(losses);
        monitor.Step = "all back";
        await Pacing.HoldAsync(TimeSpan.FromSeconds(1), stop); // a stall shows only after a second
    }

    private IEnumerable<Task> LoseNetworks(Stage stage, CancellationToken stop)
    {
        var people = stage.OpenSessions.SelectMany(session => session.People).Where(person => person.IsIn).ToArray();
        Random.Shared.Shuffle(people);
        var count = Math.Min(people.Length, Math.Max(1, (int)Math.Round(people.Length * share)));
        return people.Take(count).Select(person => person.LoseNetworkAsync(outage, stop)).ToArray();
    }
}
