namespace SessionRelay.LoadTests.Measures;

/// <summary>The beat of every run's monitor.</summary>
internal static class EachSecond
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Does it now and once a second, until it is told to stop; one that takes longer leaves beats out.</summary>
    public static async Task DoAsync(Func<CancellationToken, Task> take, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Second, TimeProvider.System);
        try
        {
            do
                await take(stop);
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
