using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;
using NodaTime;

namespace SessionRelay.Portal.Journeys.Hours;

/// <summary>
/// The starts of an entry that repeats (RFC 5545 section 3.8.5), on the wall clock of its own zone: a meeting at nine is at nine also after the clocks change. Ical.Net
/// evaluates the rule without any zone; what is a moment only NodaTime says. Somebody else wrote the rule, so all is bounded: what costs more is told as left out.
/// </summary>
internal sealed class Repeats
{
    /// <summary>Steps for all entries of one calendar: sixty that have been daily for ten years.</summary>
    public const int MostSteps = 200_000;

    /// <summary>Steps of a rule that give nothing, as 30 February: ten years of days.</summary>
    private static readonly EvaluationOptions Limits = new() { MaxUnmatchedIncrementsLimit = 3_660 };

    private int left = MostSteps;

    /// <param name="entry">One with a rule, or with dates of its own.</param>
    /// <param name="zone">The entry's.</param>
    /// <param name="first">Earlier starts are passed over.</param>
    /// <param name="last">Later ones are not looked for.</param>
    /// <returns>Null when it can't be told within these bounds.</returns>
    public IReadOnlyList<LocalDateTime>? StartsOf(CalendarEvent entry, DateTimeZone zone, LocalDateTime first, LocalDateTime last)
    {
        var starts = new SortedSet<LocalDateTime>();
        foreach (var date in entry.RecurrenceDates.GetAllDates().Take(MostSteps)) starts.Add(LocalOf(date, zone));
        var begin = LocalOf(entry.DtStart!, zone);
        starts.Add(begin);
        if (entry.RecurrenceRule is { } rule && !Evaluate(rule, begin, zone, (first, last), starts)) return null;
        foreach (var date in entry.ExceptionDates.GetAllDates().Take(MostSteps))
        {
            var without = LocalOf(date, zone);
            starts.RemoveWhere(start => date.HasTime ? start == without : start.Date == without.Date); // some programs name the day alone
        }

        return [.. starts.Where(start => start >= first && start <= last)];
    }

    /// <summary>A date or time of the file on the wall clock of the entry's zone.</summary>
    public static LocalDateTime LocalOf(CalDateTime time, DateTimeZone zone)
    {
        var local = LocalDateTime.FromDateTime(DateTime.SpecifyKind(time.Value, DateTimeKind.Unspecified));
        return time.HasTime && time.IsUtc ? local.InUtc().ToInstant().InZone(zone).LocalDateTime : local;
    }

    private bool Evaluate(RecurrenceRule rule, LocalDateTime begin, DateTimeZone zone, (LocalDateTime First, LocalDateTime Last) within, SortedSet<LocalDateTime> starts)
    {
        if (rule.Frequency is FrequencyType.Secondly or FrequencyType.Minutely or FrequencyType.Hourly) return false; // nobody is busy so
        if (rule.Until is { } until)
        {
            var end = LocalOf(until, zone);
            rule.Until = Floating(until.HasTime ? end : end.Date.At(new LocalTime(23, 59, 59)));
        }

        try
        {
            foreach (var occurrence in new CalendarEvent { DtStart = Floating(begin), RecurrenceRule = rule }.GetOccurrences(options: Limits))
            {
                if (--left < 0) return false;
                var start = LocalDateTime.FromDateTime(DateTime.SpecifyKind(occurrence.Period.StartTime.Value, DateTimeKind.Unspecified));
                if (start > within.Last) return true;
                if (start >= within.First) starts.Add(start);
            }

            return true;
        }
        catch (Exception endless) when (endless is EvaluationLimitExceededException or ArgumentException or InvalidOperationException or OverflowException)
        {
            return false; // beyond the limits, or a rule that makes no sense
        }
    }

    private static CalDateTime Floating(LocalDateTime local) => new(local.ToDateTimeUnspecified(), tzId: null, hasTime: true);
}
