using NodaTime;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Scheduling;

/// <summary>A weekly series: the therapist's wall clock, all dates or none, refusals named with other times of their week.</summary>
public sealed class ASeriesKeepsTheWallClockTests
{
    private static readonly TherapistSchedule Usual = Given.EveryDay("America/New_York", "09:00-17:00");

    [Fact]
    public void Over_a_change_the_therapists_time_stays_and_the_clients_weeks_that_move_are_told()
    {
        var series = Plan(Usual, "2026-10-26T14:00:00Z", 3, viewer: "America/Phoenix"); // Mondays 10:00; the clock goes back on 1 November

        series.IsBookable.ShouldBeTrue();
        series.Dates.Select(date => date.Local).ShouldBe([Given.Local("2026-10-26T10:00"), Given.Local("2026-11-02T10:00"), Given.Local("2026-11-09T10:00")]);
        series.Dates.Select(date => date.Start).ShouldBe([Given.At("2026-10-26T14:00:00Z"), Given.At("2026-11-02T15:00:00Z"), Given.At("2026-11-09T15:00:00Z")]);
        series.Dates.Select(date => date.ForViewer!.Text).ShouldBe(["2026-10-26 07:00 MST", "2026-11-02 08:00 MST", "2026-11-09 08:00 MST"]);
        series.Dates.Select(date => date.MovesForViewer).ShouldBe([false, true, true]);
    }

    [Fact]
    public void Between_the_changes_of_two_zones_only_those_weeks_move()
    {
        var series = Plan(Usual, "2026-10-19T14:00:00Z", 4, viewer: "Europe/London"); // London goes back on 25 October, New York on 1 November

        series.Dates.Select(date => date.ForViewer!.Text).ShouldBe(["2026-10-19 15:00 BST", "2026-10-26 14:00 GMT", "2026-11-02 15:00 GMT", "2026-11-09 15:00 GMT"]);
        series.Dates.Select(date => date.MovesForViewer).ShouldBe([false, true, false, false]);
    }

    [Fact]
    public void A_date_whose_time_is_missing_is_named_and_other_times_are_offered()
    {
        var nights = Given.EveryDay("America/New_York", "01:00-05:00");

        var series = Plan(nights, "2026-03-01T07:30:00Z", 3); // Sundays 02:30, which 8 March skips

        series.IsBookable.ShouldBeFalse();
        series.Dates.Select(date => date.Verdict.Rule).ShouldBe([SchedulingRule.Free, SchedulingRule.MissingTime, SchedulingRule.Free]);
        series.Dates[1].Start.ShouldBeNull();
        series.Dates[1].Instead.ShouldBe([Given.At("2026-03-07T07:30:00Z"), Given.At("2026-03-06T07:30:00Z"), Given.At("2026-03-05T07:30:00Z")]); // 02:30 on the days before
    }

    [Fact]
    public void Of_a_repeated_time_the_first_date_is_as_chosen_and_a_later_one_the_earlier()
    {
        var nights = Given.EveryDay("America/New_York", "00:00-05:00");

        Plan(nights, "2026-11-01T06:30:00Z", 2).Dates.Select(date => date.Start).ShouldBe([Given.At("2026-11-01T06:30:00Z"), Given.At("2026-11-08T06:30:00Z")]);
        Plan(nights, "2026-10-25T05:30:00Z", 2).Dates[1].Start.ShouldBe(Given.At("2026-11-01T05:30:00Z"));
    }

    [Fact]
    public void A_holiday_is_named_and_another_date_of_its_week_is_offered()
    {
        var schedule = Usual with { Holidays = HolidayCalendar.UsFederal(new LocalDate(2026, 11, 1), new LocalDate(2026, 12, 31)) };

        var series = Plan(schedule, "2026-11-19T15:00:00Z", 3); // Thursdays 10:00

        series.IsBookable.ShouldBeFalse();
        series.Dates[1].Verdict.ShouldBe(new Verdict(SchedulingRule.Holiday, Name: "Thanksgiving Day"));
        series.Dates[1].Instead.ShouldBe([Given.At("2026-11-25T15:00:00Z"), Given.At("2026-11-27T15:00:00Z"), Given.At("2026-11-24T15:00:00Z")]);
        series.Dates[0].Instead.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(26)]
    public void One_refused_date_refuses_the_series_wherever_it_is(int taken)
    {
        var local = Given.Local("2026-06-08T10:00").PlusWeeks(taken - 1);
        var booking = new Appointment("other", local.InZoneStrictly(Usual.Zone).ToInstant(), 50, 0);

        var series = Plan(Usual, "2026-06-08T14:00:00Z", 26, new Occupancy { Therapist = [booking] });

        series.IsBookable.ShouldBeFalse();
        series.Dates.Where(date => !date.Verdict.IsFree).ShouldHaveSingleItem().Number.ShouldBe(taken);
        series.Dates.Count.ShouldBe(26);
        Plan(Usual, "2026-06-08T14:00:00Z", 26).IsBookable.ShouldBeTrue();
    }

    [Fact]
    public void This_and_all_later_dates_move_although_they_take_their_own_times()
    {
        var own = Enumerable.Range(0, 3).Select(week => new Appointment($"own{week}", Given.At("2026-06-08T14:00:00Z") + Duration.FromDays(7 * week), 50, 0)).ToList();
        var occupancy = new Occupancy { Therapist = own, Participants = own };

        Plan(Usual, "2026-06-08T14:30:00Z", 3, occupancy).IsBookable.ShouldBeFalse();
        Plan(Usual, "2026-06-08T14:30:00Z", 3, occupancy.Without(own.Select(booking => booking.Id).ToHashSet())).IsBookable.ShouldBeTrue();
    }

    [Fact]
    public void The_horizon_is_for_the_first_date_alone()
    {
        var policy = Given.Open with { Horizon = Duration.FromDays(31) };

        Plan(Usual, "2026-06-08T14:00:00Z", 8, policy: policy).IsBookable.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(27)]
    public void A_series_has_as_many_dates_as_the_policy_allows(int count) =>
        Should.Throw<ArgumentOutOfRangeException>(() => WeeklySeries.Plan(Given.Availability(Usual, "2026-06-08", "2026-12-31"), Given.At("2026-06-08T14:00:00Z"), count, Usual.Zone));

    [Theory]
    [MemberData(nameof(ClockChanges.All), MemberType = typeof(ClockChanges))]
    public void Around_every_change_each_date_shows_the_same_time_on_the_therapists_clock(string zone, string change)
    {
        var schedule = Given.EveryDay(zone, "00:00-24:00");
        foreach (var time in new[] { new LocalTime(0, 30), new LocalTime(9, 0), new LocalTime(22, 15) })
        {
            var first = schedule.Zone.AtLeniently(Given.Date(change).PlusWeeks(-2).At(time)).ToInstant();
            var availability = new Availability(schedule, Given.Open, new Occupancy(), Given.Wish(), WeeklySeries.SpanOf(schedule.Zone, first, 5), first - Duration.FromDays(1));

            var series = WeeklySeries.Plan(availability, first, 5, schedule.Zone);

            series.Dates.Select(date => date.Start!.Value.InZone(schedule.Zone).TimeOfDay).ShouldBe(Enumerable.Repeat(time, 5));
            series.Dates.Select(date => date.Start!.Value.InZone(schedule.Zone).Date).ShouldBe(Enumerable.Range(-2, 5).Select(week => Given.Date(change).PlusWeeks(week)));
            series.IsBookable.ShouldBeTrue();
            series.Dates.ShouldAllBe(date => !date.MovesForViewer);
        }
    }

    private static WeeklySeries Plan(TherapistSchedule schedule, string first, int count, Occupancy? occupancy = null, string viewer = "America/New_York", BookingPolicy? policy = null)
    {
        var start = Given.At(first);
        var availability = new Availability(schedule, policy ?? Given.Open, occupancy ?? new Occupancy(), Given.Wish(), WeeklySeries.SpanOf(schedule.Zone, start, count), start - Duration.FromDays(30));
        return WeeklySeries.Plan(availability, start, count, Given.Zone(viewer));
    }
}
