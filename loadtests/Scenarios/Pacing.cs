using System.Diagnostics;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.People;

namespace SessionRelay.LoadTests.Scenarios;

/// <summary>Starting things evenly over a time, however long each takes.</summary>
internal static class Pacing
{
    /// <summary>Starts <paramref name="count"/> deeds over <paramref name="span"/> and waits for all of them.</summary>
    public static async Task SpreadAsync(int count, TimeSpan span, Func<int, Task> deed, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        var deeds = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            var wait = span * i / count - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, stop);
            stop.ThrowIfCancellationRequested();
            deeds.Add(deed(i));
        }

        await Task.WhenAll(deeds);
    }

    /// <summary>Books a session and lets everybody join. A refusal is counted under its step and ends this session alone.</summary>
    public static async Task<Gathering?> StartSessionAsync(Stage stage, GatheringPlan plan, CancellationToken stop)
    {
        try
        {
            var session = await Gathering.BookAsync(stage, plan, stop);
            await session.JoinAsync(TimeSpan.Zero, stop);
            return session;
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    public static Task HoldAsync(TimeSpan time, CancellationToken stop) => Task.Delay(time, TimeProvider.System, stop);
}
