using SessionRelay.Wire;

namespace SessionRelay.Rtcp;

/// <summary>
/// NTP timestamps of sender reports: seconds in the upper 32 bits, fractions in the lower (RFC 3550 section 4). Receivers compare those of one sender only with
/// each other, so the relay's need not be the time of day: they are its monotonic clock, from an origin that keeps them from being 0, which means "none".
/// </summary>
internal static class NtpTimestamp
{
    private const ulong OriginSeconds = 0x8000_0000; // the middle of the era: neither end is near

    /// <summary>The relay's clock as NTP.</summary>
    public static ulong Of(MonotonicTime time)
    {
        var seconds = (ulong)time.Ticks / TimeSpan.TicksPerSecond;
        var rest = (ulong)time.Ticks % TimeSpan.TicksPerSecond;
        return ((OriginSeconds + seconds) << 32) + ((rest << 32) / TimeSpan.TicksPerSecond);
    }

    /// <summary>The middle 32 bits, as LSR and DLSR use them: units of 1/65536 s (RFC 3550 section 6.4.1).</summary>
    public static uint Compact(ulong ntp) => (uint)(ntp >> 16);

    /// <summary>How far <paramref name="later"/> is after <paramref name="earlier"/>; negative when it is before.</summary>
    public static TimeSpan Difference(ulong later, ulong earlier)
    {
        var difference = unchecked((long)(later - earlier));
        return new TimeSpan(((difference >> 32) * TimeSpan.TicksPerSecond) + (long)(((ulong)(uint)difference * TimeSpan.TicksPerSecond) >> 32));
    }

    /// <summary>The moment that is <paramref name="span"/> later; earlier when it is negative.</summary>
    public static ulong Add(ulong ntp, TimeSpan span)
    {
        var seconds = Math.DivRem(span.Ticks, TimeSpan.TicksPerSecond, out var rest);
        return unchecked(ntp + (ulong)((seconds << 32) + ((rest << 32) / TimeSpan.TicksPerSecond)));
    }

    /// <summary>A span as units of 1/65536 s; below zero is 0, over 18 hours is the most that fits.</summary>
    public static uint ToCompact(TimeSpan span) =>
        (uint)Math.Clamp(span.Ticks / (double)TimeSpan.TicksPerSecond * 65536, 0, uint.MaxValue);

    /// <summary>Units of 1/65536 s as a span.</summary>
    public static TimeSpan FromCompact(uint compact) => new(((long)compact * TimeSpan.TicksPerSecond) >> 16);
}
