using NodaTime;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>What a therapist's local date is: the weekly hours with exceptions and holidays applied, still on the wall clock.</summary>
/// <param name="IsClosed">The therapist closed this date.</param>
/// <param name="Reason">Why, for staff.</param>
/// <param name="Holiday">The practice's holiday on this date; null without one, or when the therapist works on it.</param>
/// <param name="Open">Hours, may overlap.</param>
/// <param name="TakenAway">Hours closed by an exception; they win over <paramref name="Open"/>.</param>
internal sealed record DayPlan(bool IsClosed, string? Reason, Holiday? Holiday, IReadOnlyList<OpenSpan> Open, IReadOnlyList<WallSpan> TakenAway)
{
    /// <summary>Plans of dates in a row, made with one look at the exceptions.</summary>
    public static Dictionary<LocalDate, DayPlan> Of(TherapistSchedule schedule, LocalDate first, LocalDate last)
    {
        var weekly = schedule.Weekly.ToLookup(hours => hours.Day, hours => hours.Open);
        var exceptions = schedule.Exceptions.ToLookup(exception => exception.Date);
        var holidays = schedule.Holidays.ToLookup(holiday => holiday.Date);
        var plans = new Dictionary<LocalDate, DayPlan>();
        for (var date = first; date <= last; date = date.PlusDays(1))
            plans[date] = Of(weekly[date.DayOfWeek], exceptions[date], holidays[date].FirstOrDefault());
        return plans;
    }

    private static DayPlan Of(IEnumerable<OpenSpan> weekly, IEnumerable<DateException> exceptions, Holiday? holiday)
    {
        DateException[] ofDate = [.. exceptions];
        if (Array.Find(ofDate, exception => exception.Kind == ExceptionKind.Closed) is { } closed)
            return new DayPlan(true, closed.Reason, holiday, [], []);

        OpenSpan[] own = [.. SpansOf(ofDate, ExceptionKind.OwnHours)];
        OpenSpan[] extra = [.. SpansOf(ofDate, ExceptionKind.ExtraHours)];
        OpenSpan[] usual = own.Length > 0 ? own : holiday is null ? [.. weekly] : [];
        OpenSpan[] open = [.. usual, .. extra];
        return new DayPlan(false, null, open.Length == 0 ? holiday : null, open, [.. SpansOf(ofDate, ExceptionKind.ClosedHours).Select(closed => closed.Span)]);
    }

    private static IEnumerable<OpenSpan> SpansOf(DateException[] exceptions, ExceptionKind kind) =>
        exceptions.Where(exception => exception.Kind == kind).SelectMany(exception => exception.Spans);
}
