using NodaTime;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>One date of a series.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Local">The date and time on the therapist's clock.</param>
/// <param name="Start">The moment; null when the clock doesn't show this time on this date.</param>
/// <param name="Verdict">Whether it can be booked.</param>
/// <param name="ForViewer">As the client reads it; null without a moment.</param>
/// <param name="MovesForViewer">On the client's clock the weekday or the time differs from the first date's.</param>
/// <param name="Instead">Of a refused date: free starts of the same week, the nearest on the clock first.</param>
internal sealed record SeriesDate(
    int Number, LocalDateTime Local, Instant? Start, Verdict Verdict, ShownTime? ForViewer, bool MovesForViewer, IReadOnlyList<Instant> Instead);

/// <summary>
/// A weekly series that keeps the therapist's wall clock. All of it can be booked or nothing is: a refused date is named with its rule and other times of its week.
/// </summary>
internal sealed record WeeklySeries(IReadOnlyList<SeriesDate> Dates)
{
    /// <summary>How many other times are offered for a refused date: enough to choose, few enough to read.</summary>
    private const int MostAlternatives = 3;

    public bool IsBookable => Dates.Count > 0 && Dates.All(date => date.Verdict.IsFree);

    /// <summary>The stretch that the availability of a series must be made for: whole weeks, for other times are looked for in them.</summary>
    public static InstantRange SpanOf(DateTimeZone zone, Instant first, int count)
    {
        var date = first.InZone(zone).Date;
        var monday = date.PlusDays(1).Previous(IsoDayOfWeek.Monday);
        return WallClock.DatesOf(zone, monday, monday.PlusWeeks(count).PlusDays(-1));
    }

    /// <summary>The stretch for dates of these weeks, counted from the first one's.</summary>
    public static InstantRange SpanOf(DateTimeZone zone, Instant first, IReadOnlyList<int> weeks) => SpanOf(zone, first, weeks.Max() + 1);

    /// <param name="availability">For at least <see cref="SpanOf(DateTimeZone, Instant, int)"/>, without the bookings that the series replaces.</param>
    /// <param name="first">The first date's start; of a repeated hour it says which one.</param>
    /// <param name="count">How many dates, 1 to the policy's longest series.</param>
    /// <param name="viewer">The client's zone.</param>
    /// <param name="instead">What was chosen for some dates, by number: another start, or null to leave the week out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count that the policy doesn't allow.</exception>
    public static WeeklySeries Plan(Availability availability, Instant first, int count, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead = null) =>
        Plan(availability, first, [.. Enumerable.Range(0, Math.Max(count, 0))], viewer, instead);

    /// <summary>The same for some weeks only, counted from the first date's: what is left of a series.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More weeks than the policy allows, or none.</exception>
    public static WeeklySeries Plan(Availability availability, Instant first, IReadOnlyList<int> weeks, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weeks.Count, 1, nameof(weeks));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weeks.Count, availability.Policy.LongestSeries, nameof(weeks));
        var zone = availability.Schedule.Zone;
        var begin = first.InZone(zone).LocalDateTime;
        var shown = ShownTime.Of(first, viewer).Local;
        var dates = new List<SeriesDate>(weeks.Count);
        for (var number = 1; number <= weeks.Count; number++)
        {
            var local = begin.PlusWeeks(weeks[number - 1]);
            var start = weeks[number - 1] == 0 ? first : StartOf(zone, local);
            if (instead is not null && instead.TryGetValue(number, out var chosen))
            {
                if (chosen is null) continue;
                (start, local) = (chosen, chosen.Value.InZone(zone).LocalDateTime);
            }

            var isLater = weeks[number - 1] > 0;
            var verdict = start is { } moment ? Judge(availability, moment, isLater) : new Verdict(SchedulingRule.MissingTime);
            var forViewer = start is { } seen ? ShownTime.Of(seen, viewer) : null;
            var moves = forViewer is not null && (forViewer.Local.TimeOfDay != shown.TimeOfDay || forViewer.Local.DayOfWeek != shown.DayOfWeek);
            dates.Add(new SeriesDate(number, local, start, verdict, forViewer, moves, verdict.IsFree ? [] : Instead(availability, begin.PlusWeeks(weeks[number - 1]), isLater)));
        }

        return new WeeklySeries(dates);
    }

    /// <summary>A start that was chosen by hand may lie anywhere.</summary>
    private static Verdict Judge(Availability availability, Instant start, bool isLater) =>
        availability.Span.Contains(start) ? availability.Judge(start, isLater) : new Verdict(SchedulingRule.OutsideHours);

    /// <summary>Of a time that the clock shows twice a series takes the earlier one.</summary>
    private static Instant? StartOf(DateTimeZone zone, LocalDateTime local) => WallClock.InstantsOf(zone, local) is [var earlier, ..] ? earlier : null;

    private static Instant[] Instead(Availability availability, LocalDateTime missed, bool isLater)
    {
        var zone = availability.Schedule.Zone;
        var monday = missed.Date.PlusDays(1).Previous(IsoDayOfWeek.Monday);
        var week = WallClock.DatesOf(zone, monday, monday.PlusDays(6));
        return
        [
            .. FreeTimes.Search(availability, week, isLater)
                .OrderBy(start => Distance(start.InZone(zone).TimeOfDay, missed.TimeOfDay))
                .ThenBy(start => Math.Abs(Period.DaysBetween(missed.Date, start.InZone(zone).Date)))
                .ThenBy(start => start)
                .Take(MostAlternatives),
        ];
    }

    private static long Distance(LocalTime a, LocalTime b) => Math.Abs(a.NanosecondOfDay - b.NanosecondOfDay);
}
