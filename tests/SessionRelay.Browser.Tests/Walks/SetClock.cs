using NodaTime;

namespace SessionRelay.Browser.Tests.Walks;

/// <summary>The system's clock, which can be put forward and then runs on at its usual speed; timers are the system's.</summary>
internal sealed class SetClock : TimeProvider
{
    private long ahead; // ticks

    public Instant Now => Instant.FromDateTimeOffset(GetUtcNow());

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    /// <exception cref="InvalidOperationException">That was before.</exception>
    public void PutForwardTo(Instant moment)
    {
        var step = moment - Now;
        if (step < Duration.Zero) throw new InvalidOperationException($"It is {Now} already, and a practice's clock never goes back to {moment}.");
        Interlocked.Add(ref ahead, step.BclCompatibleTicks);
    }
}
