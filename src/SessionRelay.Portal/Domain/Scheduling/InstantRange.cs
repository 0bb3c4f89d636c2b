using NodaTime;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>Elapsed time from a moment to a later one: start inclusive, end exclusive.</summary>
internal readonly record struct InstantRange(Instant Start, Instant End)
{
    public static InstantRange Of(Instant start, int minutes) => new(start, start + Duration.FromMinutes(minutes));

    public bool Overlaps(InstantRange other) => Start < other.End && other.Start < End;

    public bool Contains(Instant moment) => Start <= moment && moment < End;
}
