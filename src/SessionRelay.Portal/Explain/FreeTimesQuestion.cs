using NodaTime;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Explain;

/// <summary>One of the three questions of <c>explain free-times</c>.</summary>
internal abstract record FreeTimesQuestion
{
    private const int MostDays = 62; // two months: a page that somebody can still read

    public abstract object Answer(FreeTimesCase asked);

    public static FreeTimesQuestion Read(CaseObject ask, BookingPolicy policy)
    {
        var (from, to, at, series) = (ask.Find("from"), ask.Find("to"), ask.Find("at"), ask.Find("series"));
        return (from, to, at, series) switch
        {
            ({ }, { }, null, null) => Dates(from, to),
            (null, null, { }, null) => new OneTime(at.Local()),
            (null, null, null, { }) => Series(series, policy),
            _ => throw ask.Says("needs either from and to, or at, or series."),
        };
    }

    private static DatesQuestion Dates(CaseNode from, CaseNode to)
    {
        var (first, last) = (from.Date(), to.Date());
        if (last < first) throw to.Says("is before from.");
        if (Period.DaysBetween(first, last) >= MostDays) throw to.Says($"is too late: at most {MostDays} dates are answered at once.");
        return new DatesQuestion(first, last);
    }

    private static SeriesQuestion Series(CaseNode series, BookingPolicy policy)
    {
        var fields = series.Object("first", "weeks");
        return new SeriesQuestion(fields.Need("first").Moment(), fields.Need("weeks").Integer(1, policy.LongestSeries));
    }

    private static TimeAnswer TimeOf(Instant start, FreeTimesCase asked) =>
        new(ShownTime.Of(start, asked.Viewer).Value, ShownTime.Of(start, asked.Viewer).Text, ShownTime.Of(start, asked.Schedule.Zone).Text);

    private sealed record DatesQuestion(LocalDate First, LocalDate Last) : FreeTimesQuestion
    {
        public override object Answer(FreeTimesCase asked)
        {
            var availability = asked.Over(WallClock.DatesOf(asked.Viewer, First, Last));
            var judged = FreeTimes.Explain(availability);
            var refused = new List<RefusedAnswer>();
            for (var i = 0; i < judged.Count;)
            {
                var first = i;
                while (i < judged.Count && judged[i].Verdict == judged[first].Verdict) i++;
                var verdict = judged[first].Verdict;
                if (verdict.IsFree) continue;
                refused.Add(new RefusedAnswer(
                    TimeOf(judged[first].Start, asked), TimeOf(judged[i - 1].Start, asked), i - first, verdict.Rule, SchedulingWords.Of(verdict, availability)));
            }

            return new DatesAnswer(
                ZoneData.Current.Version, asked.Viewer.Id, [.. judged.Where(start => start.Verdict.IsFree).Select(start => TimeOf(start.Start, asked))], refused);
        }
    }

    private sealed record OneTime(LocalDateTime At) : FreeTimesQuestion
    {
        public override object Answer(FreeTimesCase asked)
        {
            var availability = asked.Over(WallClock.DatesOf(asked.Viewer, At.Date, At.Date));
            List<JudgedAnswer> judged = [];
            foreach (var start in WallClock.InstantsOf(asked.Viewer, At))
            {
                var verdict = availability.Judge(start);
                judged.Add(new JudgedAnswer(TimeOf(start, asked), verdict.Rule, SchedulingWords.Of(verdict, availability)));
            }

            var says = judged.Count switch
            {
                0 => $"The clock of {asked.Viewer.Id} skips this time on this date: there is no such moment.",
                1 => judged[0].Says,
                _ => $"The clock of {asked.Viewer.Id} shows this time twice on this date: both are answered.",
            };
            return new TimesAnswer(ZoneData.Current.Version, asked.Viewer.Id, says, judged);
        }
    }

    private sealed record SeriesQuestion(Instant First, int Weeks) : FreeTimesQuestion
    {
        public override object Answer(FreeTimesCase asked)
        {
            var availability = asked.Over(WeeklySeries.SpanOf(asked.Schedule.Zone, First, Weeks));
            var series = WeeklySeries.Plan(availability, First, Weeks, asked.Viewer);
            return new SeriesAnswer(ZoneData.Current.Version, asked.Viewer.Id, series.IsBookable, [.. series.Dates.Select(date => Of(date, availability, asked))]);
        }

        private static SeriesDateAnswer Of(SeriesDate date, Availability availability, FreeTimesCase asked) => new(
            date.Number,
            ShownTime.Pattern.Format(date.Local),
            date.Start is { } start ? TimeOf(start, asked) : null,
            date.MovesForViewer,
            date.Verdict.Rule,
            SchedulingWords.Of(date.Verdict, availability),
            [.. date.Instead.Select(other => TimeOf(other, asked))]);
    }

    private sealed record TimeAnswer(string Start, string Text, string ForTherapist);

    private sealed record RefusedAnswer(TimeAnswer First, TimeAnswer Last, int Starts, SchedulingRule Rule, string Says);

    private sealed record DatesAnswer(string ZoneData, string Zone, IReadOnlyList<TimeAnswer> Free, IReadOnlyList<RefusedAnswer> Refused);

    private sealed record JudgedAnswer(TimeAnswer Time, SchedulingRule Rule, string Says);

    private sealed record TimesAnswer(string ZoneData, string Zone, string Says, IReadOnlyList<JudgedAnswer> Judged);

    private sealed record SeriesDateAnswer(
        int Number, string OnTherapistsClock, TimeAnswer? Time, bool MovesForViewer, SchedulingRule Rule, string Says, IReadOnlyList<TimeAnswer> Instead);

    private sealed record SeriesAnswer(string ZoneData, string Zone, bool Bookable, IReadOnlyList<SeriesDateAnswer> Dates);
}
