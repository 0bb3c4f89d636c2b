using System.Diagnostics;

namespace SessionRelay.Browser.Tests;

/// <summary>Waiting for a condition, never for time: every wait has an end, and says what it waited for when that is reached.</summary>
internal static class Bound
{
    /// <summary>For whatever a browser should do. Generous, as a machine that runs several suites at once is slow.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100); // between two looks

    /// <summary>Looks until <paramref name="fits"/>, and answers what was seen then.</summary>
    /// <exception cref="TimeoutException">It never did; the message has what was seen last.</exception>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T>> look, Func<T, bool> fits, TimeSpan? within = null)
    {
        var watch = Stopwatch.StartNew();
        var patience = within ?? Patience;
        using var timer = new PeriodicTimer(Pause);
        T seen;
        do
        {
            seen = await look();
            if (fits(seen)) return seen;
        }
        while (watch.Elapsed < patience && await timer.WaitForNextTickAsync());

        throw new TimeoutException($"After {watch.Elapsed.TotalSeconds:0} s still not: {what}. Seen last: {System.Text.Json.JsonSerializer.Serialize(seen)}");
    }

    /// <summary>Looks for as long as <paramref name="span"/> lasts and fails at the first look that does not hold.</summary>
    public static async Task AlwaysAsync<T>(string what, TimeSpan span, Func<Task<T>> look, Func<T, bool> holds)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (watch.Elapsed < span)
        {
            var seen = await look();
            holds(seen).ShouldBeTrue($"After {watch.Elapsed.TotalSeconds:0.0} s no longer: {what}. Seen: {System.Text.Json.JsonSerializer.Serialize(seen)}");
            await timer.WaitForNextTickAsync();
        }
    }
}
