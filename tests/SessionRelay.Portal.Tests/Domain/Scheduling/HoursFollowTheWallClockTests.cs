using CsCheck;
using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Scheduling;

/// <summary>Weekly hours are wall-clock time: a missing hour takes time away, a repeated hour adds it.</summary>
public sealed class HoursFollowTheWallClockTests
{
    private static readonly string[] AllZones = [.. DateTimeZoneProviders.Tzdb.Ids];

    private static readonly Gen<WallSpan> Spans =
        from ends in Gen.Select(Gen.Int[0, 288], Gen.Int[0, 288]).Where(ends => ends.Item1 != ends.Item2)
        select new WallSpan(Math.Min(ends.Item1, ends.Item2) * 5, Math.Max(ends.Item1, ends.Item2) * 5);

    [Fact]
    public void The_changes_are_those_of_the_law()
    {
        ClockChanges.DatesIn("America/New_York").ShouldBe([new(2026, 3, 8), new(2026, 11, 1), new(2027, 3, 14), new(2027, 11, 7)]);
        ClockChanges.DatesIn("Europe/London").ShouldBe([new(2026, 3, 29), new(2026, 10, 25), new(2027, 3, 28), new(2027, 10, 31)]);
        ClockChanges.DatesIn("Australia/Sydney").ShouldBe([new(2026, 4, 5), new(2026, 10, 4), new(2027, 4, 4), new(2027, 10, 3)]);
        ClockChanges.DatesIn("Pacific/Chatham").ShouldBe([new(2026, 4, 5), new(2026, 9, 27), new(2027, 4, 4), new(2027, 9, 26)]);
        ClockChanges.DatesIn("America/Phoenix").ShouldBeEmpty();
        ClockChanges.DatesIn("Asia/Kolkata").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(ClockChanges.All), MemberType = typeof(ClockChanges))]
    public void Around_every_change_the_open_minutes_are_those_whose_wall_time_is_inside(string zone, string date)
    {
        foreach (var day in new[] { -1, 0, 1 })
        {
            foreach (var span in new[] { "00:00-24:00", "00:00-02:00", "01:00-03:00", "01:30-01:45", "02:00-02:30", "02:30-04:00", "02:45-03:45", "03:00-12:00", "20:00-24:00" })
                HasTheMinutesWhoseWallTimeIsInside(Given.Zone(zone), Given.Date(date).PlusDays(day), Given.Span(span));
        }
    }

    [Fact]
    public void In_any_zone_on_any_date_the_open_minutes_are_those_whose_wall_time_is_inside() =>
        Gen.Select(Gen.OneOfConst(AllZones), Gen.Int[0, 36 * 366], Gen.Bool, Spans)
            .Sample(
                (zone, day, atChange, span) =>
                {
                    var date = new LocalDate(2001, 1, 1).PlusDays(day);
                    var period = Given.Zone(zone).GetZoneInterval(date.AtMidnight().InUtc().ToInstant());
                    HasTheMinutesWhoseWallTimeIsInside(Given.Zone(zone), atChange && period.HasEnd ? period.IsoLocalEnd.Date : date, span);
                },
                iter: 300);

    [Theory]
    [InlineData("America/New_York", "2026-03-08", "00:00-24:00", 23 * 60)]
    [InlineData("America/New_York", "2026-03-08", "02:00-03:00", 0)]
    [InlineData("America/New_York", "2026-03-08", "01:00-04:00", 2 * 60)]
    [InlineData("America/New_York", "2026-11-01", "00:00-24:00", 25 * 60)]
    [InlineData("America/New_York", "2026-11-01", "01:00-02:00", 2 * 60)]
    [InlineData("America/New_York", "2026-11-01", "00:00-01:30", 2 * 60)] // 90 minutes, and 30 more of the second 01:00
    [InlineData("America/Phoenix", "2026-03-08", "00:00-24:00", 24 * 60)]
    [InlineData("Europe/London", "2026-03-29", "00:30-02:30", 60)]
    [InlineData("Europe/London", "2026-10-25", "00:30-02:30", 3 * 60)]
    [InlineData("Australia/Sydney", "2027-10-03", "00:00-24:00", 23 * 60)]
    [InlineData("Asia/Kolkata", "2027-03-14", "09:00-17:00", 8 * 60)]
    [InlineData("Pacific/Chatham", "2026-04-05", "02:30-03:00", 45)] // 03:45 goes back to 02:45: 15 minutes come twice
    [InlineData("Pacific/Chatham", "2026-09-27", "02:30-04:00", 30)] // 02:45 goes forward to 03:45
    [InlineData("Pacific/Apia", "2011-12-30", "00:00-24:00", 0)] // a date that never was
    public void A_missing_hour_takes_time_away_and_a_repeated_hour_adds_it(string zone, string date, string span, int minutes)
    {
        List<InstantRange> open = [];
        WallClock.AddOpenTime(Given.Zone(zone), Given.Date(date), Given.Span(span), open);

        open.Sum(range => (range.End - range.Start).TotalMinutes).ShouldBe(minutes);
    }

    [Fact]
    public void The_two_01_30_are_told_apart_in_words_and_in_the_value()
    {
        var zone = Given.Zone("America/New_York");
        var both = WallClock.InstantsOf(zone, Given.Local("2026-11-01T01:30")).Select(moment => ShownTime.Of(moment, zone)).ToList();

        both.Select(time => time.Text).ShouldBe(["2026-11-01 01:30 EDT", "2026-11-01 01:30 EST"]);
        both.Select(time => time.Value).ShouldBe(["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"]);
        both.ShouldAllBe(time => time.IsRepeated);
        WallClock.InstantsOf(zone, Given.Local("2026-03-08T02:30")).ShouldBeEmpty();
        ShownTime.Of(Given.At("2026-11-01T07:00:00Z"), zone).IsRepeated.ShouldBeFalse();
    }

    internal static void HasTheMinutesWhoseWallTimeIsInside(DateTimeZone zone, LocalDate date, WallSpan span)
    {
        List<InstantRange> open = [];
        WallClock.AddOpenTime(zone, date, span, open);
        var minute = Duration.FromMinutes(1);
        var begin = date.AtMidnight().InUtc().ToInstant() - Duration.FromHours(27);
        for (var moment = begin; moment < begin + Duration.FromHours(78); moment += minute)
        {
            var local = moment.InZone(zone);
            var ofDay = local.Hour * 60 + local.Minute;
            var isInside = local.Date == date && ofDay >= span.From && ofDay < span.To;
            if (open.Count(range => range.Contains(moment)) != (isInside ? 1 : 0))
                Assert.Fail($"{zone.Id} {date} {span}: {local} is {(isInside ? "inside" : "outside")}, but open is {string.Join(", ", open)}");
        }
    }

    [Theory]
    [InlineData("00:00", 0)]
    [InlineData("09:05", 545)]
    [InlineData("24:00", 1440)]
    [InlineData("24:01", null)]
    [InlineData("9:00", null)]
    [InlineData("12:60", null)]
    [InlineData("-1:00", null)]
    [InlineData("12.30", null)]
    [InlineData(null, null)]
    public void A_time_of_day_goes_from_00_00_to_24_00(string? text, int? minute) =>
        (WallSpan.TryParseTime(text, out var read) ? read : (int?)null).ShouldBe(minute);

    [Theory]
    [InlineData(540, 540)]
    [InlineData(600, 540)]
    [InlineData(0, 1445)]
    [InlineData(-5, 60)]
    [InlineData(541, 600)]
    public void A_span_goes_from_a_time_to_a_later_one_of_the_day(int from, int to) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new WallSpan(from, to));
}
