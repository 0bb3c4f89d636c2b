namespace SessionRelay.Tests;

/// <summary>
/// What work allocates on the managed heap each time it is done. The runtime makes things once while code warms up, at a moment of its choosing, and they would be
/// counted as the work's: what the work itself makes shows in every round.
/// </summary>
internal static class Allocations
{
    private const int Rounds = 5;

    /// <summary>Bytes of the calling thread: the least of a few rounds, none after one without any.</summary>
    public static long Of(Action work)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
