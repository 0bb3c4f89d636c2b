namespace SessionRelay.Signaling.Tests.Hosts;

/// <summary>The system's clock, moved: timers run as ever, what time it is can be chosen.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long offsetTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref offsetTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref offsetTicks, by.Ticks);
}
