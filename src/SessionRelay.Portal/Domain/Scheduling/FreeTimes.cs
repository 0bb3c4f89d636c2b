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
    public static IReadOnlyList<Instant> Search(Availability availability)
    {
        var free = new List<Instant>();
        foreach (var open in availability.Hours.Ranges)
        {
            var from = Instant.Max(open.Start, availability.Span.Start);
            for (var start = BoundaryFrom(from); start < open.End && availability.Span.Contains(start); start += Unit)
            {
                if (availability.IsStart(start) && availability.Judge(start).IsFree) free.Add(start);
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
