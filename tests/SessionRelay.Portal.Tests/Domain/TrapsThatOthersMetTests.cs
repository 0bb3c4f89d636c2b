using CsCheck;
using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Domain.Screening;
using SessionRelay.Portal.Tests.Domain.Scheduling;
using SessionRelay.Portal.Tests.Domain.Screening;

namespace SessionRelay.Portal.Tests.Domain;

/// <summary>Mistakes that booking and health-record software has made before, each a test of its name; those that need a database, a mail or a page stand there.</summary>
public sealed class TrapsThatOthersMetTests
{
    private static readonly TherapistSchedule Usual = Given.EveryDay("America/New_York", "09:00-17:00");

    [Fact]
    public void Day_plus_hours_arithmetic_on_the_day_of_a_change() =>
        Gen.Select(Practices.Days, Gen.Int[0, 287], Gen.Int[1, 288]).Sample(
            (day, from, length) => HoursFollowTheWallClockTests.HasTheMinutesWhoseWallTimeIsInside(
                Given.Zone(day.Zone), day.Date, new WallSpan(from * 5, Math.Min(WallSpan.MinutesOfDay, (from + length) * 5))),
            iter: 200);

    [Fact]
    public void An_instant_only_booking_moves_when_a_law_or_a_persons_zone_changes()
    {
        var booked = BookedTime.Of(Given.At("2026-06-08T14:00:00Z"), Usual.Zone, ZoneData.Current);
        var appointment = new Appointment("b", booked.Start, 50, 0);

        var review = MoveReviews.OfTherapist([(appointment, CareFormat.Video)], Usual with { Zone = Given.Zone("America/Phoenix") }, Given.At("2026-06-01T00:00:00Z"));

        review.ShouldHaveSingleItem().Booking.ShouldBe(appointment);
        (booked.Local, booked.Zone, booked.ZoneDataVersion).ShouldBe((Given.Local("2026-06-08T10:00"), "America/New_York", ZoneData.Current.Version));
    }

    [Theory]
    [InlineData("Pacific/Kiritimati", "Pacific/Pago_Pago")] // 25 hours apart
    [InlineData("Pacific/Pago_Pago", "Pacific/Kiritimati")]
    [InlineData("Pacific/Chatham", "America/Los_Angeles")] // 20 to 21 hours
    [InlineData("Asia/Kolkata", "America/New_York")]
    public void The_viewers_day_is_not_the_hosts_day(string host, string viewer)
    {
        var schedule = Given.EveryDay(host, "22:00-24:00") with { Weekly = [.. Given.EveryDay(host, "22:00-24:00").Weekly, .. Given.EveryDay(host, "00:00-02:00").Weekly] };
        var viewed = Given.Zone(viewer);
        var seen = new List<Instant>();
        for (var date = new LocalDate(2026, 3, 5); date <= new LocalDate(2026, 3, 12); date = date.PlusDays(1))
        {
            var free = FreeTimes.Search(Ask(schedule, WallClock.DatesOf(viewed, date, date)));
            free.ShouldAllBe(start => start.InZone(viewed).Date == date);
            seen.AddRange(free);
        }

        var all = FreeTimes.Search(Ask(schedule, WallClock.DatesOf(viewed, new LocalDate(2026, 3, 5), new LocalDate(2026, 3, 12))));
        seen.ShouldBe(all); // no time is lost or shown on two days
        all.Count.ShouldBeGreaterThan(200);
        all.ShouldContain(start => start.InZone(schedule.Zone).TimeOfDay == new LocalTime(23, 30)); // a session over the host's midnight
    }

    [Fact]
    public void Pending_requests_do_not_block_both_get_confirmed()
    {
        var start = Given.At("2026-06-08T14:00:00Z");
        Ask(Usual, OnMonday).Judge(start).IsFree.ShouldBeTrue(); // each of the two, while neither is approved

        var approved = new Occupancy { Therapist = [new Appointment("first", start, 50, 0)] };

        Ask(Usual, OnMonday, approved).Judge(start).Rule.ShouldBe(SchedulingRule.TherapistBooked);
    }

    [Theory]
    [InlineData("2026-06-08T13:30:00Z", 50)] // runs into it
    [InlineData("2026-06-08T14:30:00Z", 50)] // begins within it
    [InlineData("2026-06-08T13:50:00Z", 80)] // surrounds it
    [InlineData("2026-06-08T14:15:00Z", 15)] // lies within it
    [InlineData("2026-06-08T14:00:00Z", 50)] // is it
    public void Overlap_tested_by_containment_the_client_is_double_booked(string start, int minutes)
    {
        var withAnotherTherapist = new Occupancy { Participants = [Given.Booking("2026-06-08T14:00:00Z")] };

        new Availability(Usual with { Lengths = [15, 50, 80] }, Given.Open, withAnotherTherapist, Given.Wish(minutes), OnMonday, OnMonday.Start)
            .Judge(Given.At(start)).Rule.ShouldBe(SchedulingRule.ParticipantBooked);
    }

    [Fact]
    public void Offer_and_booking_use_different_code() => Practices.Questions.Sample(question =>
    {
        var offered = FreeTimes.Search(question.Availability).ToHashSet();
        for (var start = question.Availability.Span.Start; start < question.Availability.Span.End; start += Duration.FromMinutes(5))
            if (question.Availability.Judge(start).IsFree != offered.Contains(start)) Assert.Fail($"{start} is offered or books, not both.");
    }, iter: 60, print: question => question.ToString());

    [Theory]
    [InlineData("2026-06-08T14:05:00Z", 50, "NotAStart")]
    [InlineData("2026-06-08T14:00:00Z", 80, "LengthNotOffered")]
    [InlineData("2026-06-08T12:00:00Z", 50, "Notice")]
    [InlineData("2026-06-19T14:00:00Z", 50, "Horizon")]
    [InlineData("2026-06-08T12:45:00Z", 50, "OutsideHours")]
    [InlineData("2026-06-08T20:15:00Z", 50, "DoesNotFit")]
    public void Notice_windows_and_limits_checked_in_the_page_only(string posted, int minutes, string rule)
    {
        var policy = Given.Open with { StartStepMinutes = 15, Notice = Duration.FromMinutes(30), Horizon = Duration.FromDays(10) };
        var span = WallClock.DatesOf(Usual.Zone, new LocalDate(2026, 6, 8), new LocalDate(2026, 6, 19));

        var judged = new Availability(Usual, policy, new Occupancy(), Given.Wish(minutes), span, Given.At("2026-06-08T12:00:00Z")).Judge(Given.At(posted));

        judged.Rule.ShouldBe(Enum.Parse<SchedulingRule>(rule));
    }

    [Fact]
    public void Series_only_the_first_dates_checked_half_stored()
    {
        var first = Given.At("2026-06-08T14:00:00Z");
        var lastIsTaken = new Occupancy { Therapist = [new Appointment("other", first + Duration.FromDays(7 * 9), 50, 0)] };

        var series = WeeklySeries.Plan(Ask(Usual, WeeklySeries.SpanOf(Usual.Zone, first, 10), lastIsTaken), first, 10, Usual.Zone);

        series.IsBookable.ShouldBeFalse();
        series.Dates[^1].Verdict.Rule.ShouldBe(SchedulingRule.TherapistBooked);
        series.Dates[^1].Instead.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_hold_locks_out_its_own_holder()
    {
        var start = Given.At("2026-06-08T14:00:00Z");
        var held = new Occupancy { Holds = [new Hold("asker", new Appointment("", start, 50, 0), OnMonday.End)] };

        FreeTimes.Search(Ask(Usual, OnMonday, held)).ShouldContain(start);
        FreeTimes.Search(new Availability(Usual, Given.Open, held, Given.Wish(asker: "somebody else"), OnMonday, OnMonday.Start)).ShouldNotContain(start);
    }

    [Theory]
    [InlineData("2026-06-07", "Licence")]
    [InlineData("2026-06-08", "Free")]
    public void Licence_list_without_expiry(string until, string rule)
    {
        var wish = Given.Wish() with { Places = [Given.InNewYork], Licences = [new Licence(Given.InNewYork.Region, new LocalDate(2020, 1, 1), Given.Date(until))] };

        new Availability(Usual, Given.Open, new Occupancy(), wish, OnMonday, OnMonday.Start).Judge(Given.At("2026-06-08T14:00:00Z")).Rule.ShouldBe(Enum.Parse<SchedulingRule>(rule));
    }

    [Fact]
    public void Cut_offs_differ_in_two_places()
    {
        Instrument.Phq9.Bands.Skip(1).Select(band => band.From).ShouldBe([5, 10, 15, 20]);
        Instrument.Gad7.Bands.Skip(1).Select(band => band.From).ShouldBe([5, 10, 15]);
        foreach (var instrument in Instrument.All)
        {
            for (var score = 0; score <= instrument.HighestScore; score++)
            {
                var result = ScreeningResult.Of(instrument, ScreeningScoresTests.AnswersFor(instrument, score));
                (result.Score, result.Severity).ShouldBe((score, instrument.Bands.Last(band => band.From <= score).Severity));
            }
        }
    }

    [Theory]
    [MemberData(nameof(ClockChanges.All), MemberType = typeof(ClockChanges))]
    public void Tests_that_fail_twice_a_year(string zone, string date)
    {
        var schedule = Given.EveryDay(zone, "09:00-17:00");
        var day = WallClock.DatesOf(schedule.Zone, Given.Date(date), Given.Date(date));

        for (var now = day.Start - Duration.FromHours(1); now < day.Start + Duration.FromHours(6); now += Duration.FromHours(1))
        {
            var free = FreeTimes.Search(new Availability(schedule, Given.Open, new Occupancy(), Given.Wish(), day, now));
            free.Select(start => start.InZone(schedule.Zone).TimeOfDay).ShouldBe(Enumerable.Range(0, 87).Select(unit => new LocalTime(9, 0).PlusMinutes(5 * unit)));
        }
    }

    private static InstantRange OnMonday => WallClock.DatesOf(Usual.Zone, new LocalDate(2026, 6, 8), new LocalDate(2026, 6, 8));

    private static Availability Ask(TherapistSchedule schedule, InstantRange span, Occupancy? occupancy = null) =>
        new(schedule, Given.Open, occupancy ?? new Occupancy(), Given.Wish(), span, span.Start - Duration.FromHours(1));
}
