using NodaTime;

namespace SessionRelay.Browser.Tests.Walks;

/// <summary>The system's clock, set to another day. It runs on at its usual speed and can be put forward; timers are the system's.</summary>
internal sealed class SetClock(Instant begin) : TimeProvider
{
    private long ahead = (begin - SystemClock.Instance.GetCurrentInstant()).BclCompatibleTicks;

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
