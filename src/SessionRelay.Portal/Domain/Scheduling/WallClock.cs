using NodaTime;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>
/// Between the clock on the wall of a zone and elapsed time. On a day of a change a wall time may be missing (no instant) or repeated (two instants);
/// nothing here adds hours to a day.
/// </summary>
internal static class WallClock
{
    /// <summary>Adds the time in which the clock of the zone shows the date and a time within the span: a missing hour takes time away, a repeated hour adds it.</summary>
    public static void AddOpenTime(DateTimeZone zone, LocalDate date, WallSpan span, List<InstantRange> into)
    {
        var from = date.AtMidnight().PlusMinutes(span.From);
        var to = date.AtMidnight().PlusMinutes(span.To);
        var latest = from.WithOffset(Offset.MinValue).ToInstant() + Duration.FromDays(1);
        var moment = from.WithOffset(Offset.MaxValue).ToInstant();
        while (true)
        {
            var period = zone.GetZoneInterval(moment);
            var start = from.WithOffset(period.WallOffset).ToInstant();
            var end = to.WithOffset(period.WallOffset).ToInstant();
            if (period.HasStart) start = Instant.Max(start, period.Start);
            if (period.HasEnd) end = Instant.Min(end, period.End);
            if (start < end) into.Add(new InstantRange(start, end));
            if (!period.HasEnd || period.End > latest) return;
            moment = period.End;
        }
    }

    /// <summary>The instants at which the clock shows this: one, none when the time is missing, two (earlier first) when it is repeated.</summary>
    public static IReadOnlyList<Instant> InstantsOf(DateTimeZone zone, LocalDateTime local)
    {
        var mapping = zone.MapLocal(local);
        return mapping.Count switch
        {
            0 => [],
            1 => [mapping.Single().ToInstant()],
            _ => [mapping.First().ToInstant(), mapping.Last().ToInstant()],
        };
    }

    /// <summary>All of these dates in the zone, both included.</summary>
    /// <exception cref="ArgumentException">The last date is before the first.</exception>
    public static InstantRange DatesOf(DateTimeZone zone, LocalDate first, LocalDate last)
    {
        if (last < first) throw new ArgumentException($"{last:uuuu'-'MM'-'dd} is before {first:uuuu'-'MM'-'dd}.", nameof(last));
        return new InstantRange(zone.AtStartOfDay(first).ToInstant(), zone.AtStartOfDay(last.PlusDays(1)).ToInstant());
    }
}
