namespace SessionRelay.Wire;

/// <summary>
/// A moment on the relay's own clock, which never goes back: ticks of 100 ns since an origin that means nothing outside the process.
/// The core takes it as a parameter and reads no clock; <c>Net/</c> makes it from the system's monotonic clock, tests from a counter.
/// </summary>
/// <param name="Ticks">100 ns units; any value from 0 up, <see cref="long.MaxValue"/> means never.</param>
public readonly record struct MonotonicTime(long Ticks) : IComparable<MonotonicTime>
{
    /// <summary>Later than every moment: the deadline of something that waits for nothing.</summary>
    public static MonotonicTime Never => new(long.MaxValue);

    /// <summary>Earlier than every moment that a clock gives.</summary>
    public static MonotonicTime Zero => default;

    public bool IsNever => Ticks == long.MaxValue;

    public long Microseconds => Ticks / 10;

    public static MonotonicTime FromMilliseconds(double milliseconds) => new((long)(milliseconds * TimeSpan.TicksPerMillisecond));

    public static MonotonicTime operator +(MonotonicTime time, TimeSpan span) =>
        time.IsNever ? time : new(time.Ticks + span.Ticks);

    public static MonotonicTime operator -(MonotonicTime time, TimeSpan span) =>
        time.IsNever ? time : new(time.Ticks - span.Ticks);

    public static TimeSpan operator -(MonotonicTime later, MonotonicTime earlier) => new(later.Ticks - earlier.Ticks);

    public static bool operator <(MonotonicTime left, MonotonicTime right) => left.Ticks < right.Ticks;

    public static bool operator >(MonotonicTime left, MonotonicTime right) => left.Ticks > right.Ticks;

    public static bool operator <=(MonotonicTime left, MonotonicTime right) => left.Ticks <= right.Ticks;

    public static bool operator >=(MonotonicTime left, MonotonicTime right) => left.Ticks >= right.Ticks;

    public static MonotonicTime Min(MonotonicTime left, MonotonicTime right) => left.Ticks <= right.Ticks ? left : right;

    public static MonotonicTime Max(MonotonicTime left, MonotonicTime right) => left.Ticks >= right.Ticks ? left : right;

    public int CompareTo(MonotonicTime other) => Ticks.CompareTo(other.Ticks);

    public override string ToString() => IsNever ? "never" : $"{Ticks / (double)TimeSpan.TicksPerMillisecond:0.###} ms";
}
