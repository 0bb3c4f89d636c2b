using NodaTime;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>A therapist's hours as elapsed time over a while, for sessions of one format. Immutable, for any thread.</summary>
internal sealed class OpenHours
{
    private readonly Dictionary<LocalDate, DayPlan> plans;
    private readonly RangeSet anyFormat;
    private readonly RangeSet takenAway;

    /// <param name="schedule">Without <see cref="TherapistSchedule.Problems"/>.</param>
    /// <param name="format">The one format asked for.</param>
    /// <param name="span">The starts that will be asked about.</param>
    public OpenHours(TherapistSchedule schedule, CareFormat format, InstantRange span)
    {
        Zone = schedule.Zone;
        // A day more on each side: hours that reach over midnight are one stretch.
        plans = DayPlan.Of(schedule, span.Start.InZone(Zone).Date.PlusDays(-1), span.End.InZone(Zone).Date.PlusDays(1));
        List<InstantRange> wanted = [], any = [], away = [];
        foreach (var (date, plan) in plans)
        {
            foreach (var closed in plan.TakenAway) WallClock.AddOpenTime(Zone, date, closed, away);
            foreach (var open in plan.Open)
            {
                foreach (var left in Without(open.Span, plan.TakenAway))
                {
                    WallClock.AddOpenTime(Zone, date, left, any);
                    if ((open.Formats & format) != CareFormat.None) WallClock.AddOpenTime(Zone, date, left, wanted);
                }
            }
        }

        OfFormat = new RangeSet(wanted, joinsNeighbours: true);
        anyFormat = new RangeSet(any, joinsNeighbours: true);
        takenAway = new RangeSet(away, joinsNeighbours: true);
    }

    public DateTimeZone Zone { get; }

    /// <summary>The hours in which sessions of the format may take place.</summary>
    public RangeSet OfFormat { get; }

    /// <summary>The rule that keeps a session out of the hours; <see cref="SchedulingRule.Free"/> when none does.</summary>
    public Verdict Judge(InstantRange session)
    {
        if (OfFormat.Covers(session)) return Verdict.Free;

        var start = plans[session.Start.InZone(Zone).Date];
        if (start.IsClosed) return new Verdict(SchedulingRule.DateClosed, Name: start.Reason);
        if (start.Holiday is { } holiday) return new Verdict(SchedulingRule.Holiday, Name: holiday.Name);
        if (takenAway.Contains(session.Start)) return new Verdict(SchedulingRule.HoursClosed);
        if (OfFormat.Contains(session.Start)) return new Verdict(SchedulingRule.DoesNotFit);
        return new Verdict(anyFormat.Contains(session.Start) ? SchedulingRule.FormatNotOffered : SchedulingRule.OutsideHours);
    }

    private static List<WallSpan> Without(WallSpan span, IReadOnlyList<WallSpan> closed)
    {
        var left = new List<WallSpan> { span };
        foreach (var gap in closed)
        {
            left = [.. left.SelectMany(part => Cut(part, gap))];
        }

        return left;
    }

    private static IEnumerable<WallSpan> Cut(WallSpan part, WallSpan gap)
    {
        if (gap.From > part.From) yield return new WallSpan(part.From, Math.Min(part.To, gap.From));
        if (gap.To < part.To) yield return new WallSpan(Math.Max(part.From, gap.To), part.To);
    }
}
