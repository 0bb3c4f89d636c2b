using System.Diagnostics;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>The system's monotonic clock as the core's <see cref="MonotonicTime"/>, and the wall clock that belongs to it. Any thread.</summary>
internal sealed class MonotonicClock
{
    private readonly long _origin = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _wallOrigin;

    public MonotonicClock(TimeProvider time)
    {
        _wallOrigin = time.GetUtcNow();
    }

    /// <summary>Time since the relay's start, plus a second, so that "long ago" can be written as a subtraction.</summary>
    public MonotonicTime Now => new(Stopwatch.GetElapsedTime(_origin).Ticks + TimeSpan.TicksPerSecond);

    /// <summary>
    /// The wall-clock time of a moment. Counted from the start by the monotonic clock, so a step of the wall clock in mid-session
    /// neither makes nor hides lost time.
    /// </summary>
    public DateTimeOffset ToWall(MonotonicTime time) => _wallOrigin + TimeSpan.FromTicks(time.Ticks - TimeSpan.TicksPerSecond);
}
