using NodaTime;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>A start and what was decided about it.</summary>
internal readonly record struct JudgedStart(Instant Start, Verdict Verdict);

/// <summary>Asks an <see cref="Availability"/> about every start of its span.</summary>
internal static class FreeTimes
{
    private static readonly Duration Unit = Duration.FromMinutes(BookingPolicy.UnitMinutes);

    /// <summary>The free starts, in order: those that <see cref="Explain"/> finds free, found faster, since nothing outside the hours is looked at.</summary>
    /// <param name="availability">The one asked.</param>
    /// <param name="within">Only starts in it; the whole span when null.</param>
    /// <param name="isLaterOfSeries">As in <see cref="Availability.Judge"/>.</param>
    public static IReadOnlyList<Instant> Search(Availability availability, InstantRange? within = null, bool isLaterOfSeries = false)
    {
        var asked = within ?? availability.Span;
        var free = new List<Instant>();
        foreach (var open in availability.Hours.Ranges)
        {
            var end = Instant.Min(open.End, Instant.Min(asked.End, availability.Span.End));
            for (var start = BoundaryFrom(Instant.Max(open.Start, Instant.Max(asked.Start, availability.Span.Start))); start < end; start += Unit)
            {
                if (availability.IsStart(start) && availability.Judge(start, isLaterOfSeries).IsFree) free.Add(start);
            }
        }

        return free;
    }

    /// <summary>Every start that the practice's steps allow, free or not, with the rule that decided; in order.</summary>
    public static IReadOnlyList<JudgedStart> Explain(Availability availability)
    {
        var judged = new List<JudgedStart>();
        for (var start = BoundaryFrom(availability.Span.Start); availability.Span.Contains(start); start += Unit)
        {
            if (availability.IsStart(start)) judged.Add(new JudgedStart(start, availability.Judge(start)));
        }

        return judged;
    }

    private static Instant BoundaryFrom(Instant moment) =>
        FiveMinuteUnits.IsBoundary(moment) ? moment : FiveMinuteUnits.FromNumber(FiveMinuteUnits.NumberOf(moment) + 1);
}
