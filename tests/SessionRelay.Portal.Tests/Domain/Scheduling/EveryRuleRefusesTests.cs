using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Scheduling;

/// <summary>One start, one thing in its way: the rule that decides is named, and just beside the limit the start is free.</summary>
public sealed class EveryRuleRefusesTests
{
    private static readonly Instant TenOnMonday = Given.At("2026-06-08T14:00:00Z"); // 10:00 in New York

    private static readonly TherapistSchedule Usual = Given.EveryDay("America/New_York", "09:00-17:00");

    [Fact]
    public void Nothing_in_the_way_is_free() => Judge(TenOnMonday).ShouldBe(Verdict.Free);

    [Theory]
    [InlineData(50, "Free")]
    [InlineData(45, "LengthNotOffered")]
    public void A_length_must_be_offered(int minutes, string rule) =>
        ShouldBe(Judge(TenOnMonday, wish: Given.Wish(minutes)), rule);

    [Theory]
    [InlineData("2026-06-08T14:15:00Z", "Free")]
    [InlineData("2026-06-08T14:05:00Z", "NotAStart")]
    [InlineData("2026-06-08T14:15:01Z", "NotAStart")]
    public void A_start_lies_on_the_practices_step(string start, string rule) =>
        ShouldBe(Given.Availability(Usual, "2026-06-08", "2026-06-08", policy: Given.Open with { StartStepMinutes = 15 }).Judge(Given.At(start)), rule);

    [Theory]
    [InlineData(240, "Free")]
    [InlineData(239, "Notice")]
    [InlineData(-1, "Notice")]
    public void Exactly_the_notice_before_the_start_is_in_time(int minutesBefore, string rule) =>
        ShouldBe(
            Given.Availability(Usual, "2026-06-08", "2026-06-08", policy: Given.Open with { Notice = Duration.FromHours(4) }, now: TenOnMonday - Duration.FromMinutes(minutesBefore))
                .Judge(TenOnMonday),
            rule);

    [Theory]
    [InlineData(0, "Free")]
    [InlineData(1, "Horizon")]
    public void Exactly_the_horizon_ahead_is_in_time(int secondsMore, string rule) =>
        ShouldBe(
            Given.Availability(Usual, "2026-06-08", "2026-06-08", policy: Given.Open with { Horizon = Duration.FromDays(10) }, now: TenOnMonday - Duration.FromDays(10) - Duration.FromSeconds(secondsMore))
                .Judge(TenOnMonday),
            rule);

    [Theory]
    [InlineData("2026-06-08T13:00:00Z", "Free")] // 09:00, inclusive
    [InlineData("2026-06-08T12:55:00Z", "OutsideHours")]
    [InlineData("2026-06-08T20:10:00Z", "Free")] // to 17:00, exclusive
    [InlineData("2026-06-08T20:15:00Z", "DoesNotFit")]
    [InlineData("2026-06-08T21:00:00Z", "OutsideHours")]
    public void A_session_lies_within_the_hours(string start, string rule) => ShouldBe(Judge(Given.At(start)), rule);

    [Fact]
    public void Hours_reach_over_midnight_when_both_days_have_them()
    {
        var nights = Given.Schedule("America/New_York", "Monday 22:00-24:00", "Tuesday 00:00-02:00", "Wednesday 22:00-24:00");
        var availability = Given.Availability(nights, "2026-06-08", "2026-06-11");

        availability.Judge(Given.At("2026-06-09T03:30:00Z")).ShouldBe(Verdict.Free); // 23:30 on Monday
        ShouldBe(availability.Judge(Given.At("2026-06-11T03:30:00Z")), "DoesNotFit"); // 23:30 on Wednesday
    }

    [Fact]
    public void A_format_is_offered_in_its_own_hours()
    {
        var schedule = Usual with
        {
            Weekly =
            [
                new WeeklyHours(IsoDayOfWeek.Monday, new OpenSpan(Given.Span("09:00-12:00"), CareFormat.InPerson)),
                new WeeklyHours(IsoDayOfWeek.Monday, new OpenSpan(Given.Span("12:00-17:00"), CareFormat.InPerson | CareFormat.Video)),
            ],
        };

        ShouldBe(Judge(TenOnMonday, schedule), "FormatNotOffered");
        ShouldBe(Judge(TenOnMonday, schedule, wish: Given.Wish() with { Format = CareFormat.InPerson }), "Free");
        ShouldBe(Judge(Given.At("2026-06-08T16:00:00Z"), schedule), "Free");
        ShouldBe(Judge(Given.At("2026-06-08T15:30:00Z"), schedule, wish: Given.Wish() with { Format = CareFormat.InPerson }), "Free"); // across the two
    }

    [Theory]
    [InlineData("Closed", null, "DateClosed")]
    [InlineData("OwnHours", "10:00-11:00", "Free")]
    [InlineData("OwnHours", "11:00-12:00", "OutsideHours")]
    [InlineData("ExtraHours", "17:00-20:00", "Free")]
    [InlineData("ClosedHours", "10:00-10:30", "HoursClosed")]
    [InlineData("ClosedHours", "10:30-11:00", "DoesNotFit")]
    [InlineData("ClosedHours", "09:00-10:00", "Free")]
    public void An_exception_changes_its_own_date(string kind, string? hours, string rule)
    {
        OpenSpan[] spans = hours is null ? [] : [new OpenSpan(Given.Span(hours), CareFormat.Video)];
        var schedule = Usual with { Exceptions = [new DateException(new LocalDate(2026, 6, 8), Enum.Parse<ExceptionKind>(kind), spans, "a reason")] };

        ShouldBe(Judge(TenOnMonday, schedule), rule);
        ShouldBe(Judge(TenOnMonday + Duration.FromDays(1), schedule), "Free");
    }

    [Fact]
    public void A_closed_date_is_the_whole_local_date_of_the_therapist()
    {
        var schedule = Given.EveryDay("America/New_York", "00:00-24:00") with { Exceptions = [new DateException(new LocalDate(2026, 6, 8), ExceptionKind.Closed, [])] };
        var availability = Given.Availability(schedule, "2026-06-07", "2026-06-09");

        FreeTimes.Explain(availability).Where(start => start.Verdict.Rule == SchedulingRule.DateClosed).Select(start => start.Start)
            .ShouldBe(Enumerable.Range(0, 288).Select(unit => Given.At("2026-06-08T04:00:00Z") + Duration.FromMinutes(5 * unit)));
        ShouldBe(availability.Judge(Given.At("2026-06-08T03:15:00Z")), "DoesNotFit"); // 23:15 of the day before runs into it
        ShouldBe(availability.Judge(Given.At("2026-06-08T03:10:00Z")), "Free");
    }

    [Fact]
    public void A_holiday_is_named_and_a_therapist_may_work_on_it()
    {
        Holiday[] holidays = [new(new LocalDate(2026, 6, 8), "Founders' Day")];

        var verdict = Judge(TenOnMonday, Usual with { Holidays = holidays });
        verdict.ShouldBe(new Verdict(SchedulingRule.Holiday, Name: "Founders' Day"));
        var working = Usual with { Holidays = holidays, Exceptions = [new DateException(new LocalDate(2026, 6, 8), ExceptionKind.OwnHours, [new OpenSpan(Given.Span("10:00-11:00"), CareFormat.Video)])] };
        ShouldBe(Judge(TenOnMonday, working), "Free");
    }

    [Theory]
    [InlineData("2026-06-08T13:10:00Z", "2026-06-08T14:00:00Z", "Free")]
    [InlineData("2026-06-08T13:10:00Z", "2026-06-08T14:00:01Z", "Busy")]
    [InlineData("2026-06-08T14:49:59Z", "2026-06-08T15:30:00Z", "Busy")]
    [InlineData("2026-06-08T14:50:00Z", "2026-06-08T15:30:00Z", "Free")]
    public void An_outside_calendar_is_heeded_without_buffer(string from, string to, string rule) =>
        ShouldBe(Judge(TenOnMonday, Usual with { BufferMinutes = 10 }, new Occupancy { Busy = [new InstantRange(Given.At(from), Given.At(to))] }), rule);

    [Theory]
    [InlineData("2026-06-08T13:00:00Z", "Free")] // ends 13:50, 10 minutes before
    [InlineData("2026-06-08T13:05:00Z", "Buffer")]
    [InlineData("2026-06-08T13:15:00Z", "TherapistBooked")]
    [InlineData("2026-06-08T14:45:00Z", "TherapistBooked")]
    [InlineData("2026-06-08T14:55:00Z", "Buffer")]
    [InlineData("2026-06-08T15:00:00Z", "Free")] // begins 10 minutes after
    public void The_buffer_lies_between_two_bookings_whichever_is_first(string other, string rule) =>
        ShouldBe(Judge(TenOnMonday, Usual with { BufferMinutes = 10 }, new Occupancy { Therapist = [Given.Booking(other, buffer: 10)] }), rule);

    [Theory]
    [InlineData("2026-06-08T12:40:00Z", "Free")] // kept with 30 minutes, which end at 14:00
    [InlineData("2026-06-08T12:45:00Z", "Buffer")]
    public void A_longer_buffer_that_was_kept_with_a_booking_stays(string other, string rule) =>
        ShouldBe(Judge(TenOnMonday, Usual with { BufferMinutes = 10 }, new Occupancy { Therapist = [Given.Booking(other, buffer: 30)] }), rule);

    [Fact]
    public void No_buffer_is_needed_at_the_edge_of_the_day()
    {
        var schedule = Usual with { BufferMinutes = 60 };

        ShouldBe(Judge(Given.At("2026-06-08T13:00:00Z"), schedule), "Free");
        ShouldBe(Judge(Given.At("2026-06-08T20:10:00Z"), schedule), "Free");
    }

    [Fact]
    public void A_maximum_counts_by_the_therapists_date_of_the_start()
    {
        var schedule = Given.EveryDay("America/New_York", "00:00-24:00") with { MaxPerDay = 2 };
        // 23:30 on Sunday reaches into Monday and counts for Sunday; 20:30 on Monday is Tuesday in UTC and counts for Monday.
        var occupancy = new Occupancy { Therapist = [Given.Booking("2026-06-08T03:30:00Z"), Given.Booking("2026-06-09T00:30:00Z", id: "late")] };

        ShouldBe(Judge(TenOnMonday, schedule, occupancy), "Free");
        ShouldBe(Judge(TenOnMonday, schedule, occupancy with { Therapist = [.. occupancy.Therapist, Given.Booking("2026-06-08T18:00:00Z", id: "third")] }), "DayFull");
        ShouldBe(Judge(TenOnMonday + Duration.FromDays(1), schedule, occupancy), "Free");
    }

    [Theory]
    [InlineData("asker", 1, "Free")]
    [InlineData("somebody", 1, "Held")]
    [InlineData("somebody", 0, "Free")] // over at this very moment
    public void A_hold_is_for_its_holder_until_its_end(string holder, int secondsLeft, string rule)
    {
        var now = TenOnMonday - Duration.FromDays(2);
        var hold = new Hold(holder, Given.Booking("2026-06-08T14:30:00Z"), now + Duration.FromSeconds(secondsLeft));

        ShouldBe(Given.Availability(Usual, "2026-06-08", "2026-06-08", new Occupancy { Holds = [hold] }, now: now).Judge(TenOnMonday), rule);
    }

    [Fact]
    public void A_participant_is_in_one_session_at_a_time_and_needs_no_buffer()
    {
        var schedule = Usual with { BufferMinutes = 10 };

        ShouldBe(Judge(TenOnMonday, schedule, new Occupancy { Participants = [Given.Booking("2026-06-08T14:45:00Z")] }), "ParticipantBooked");
        ShouldBe(Judge(TenOnMonday, schedule, new Occupancy { Participants = [Given.Booking("2026-06-08T14:50:00Z")] }), "Free");
    }

    [Theory]
    [InlineData("InPerson", "RoomBooked")]
    [InlineData("Video", "Free")]
    public void A_room_is_needed_in_person_only(string format, string rule)
    {
        var schedule = Usual with { Weekly = [new WeeklyHours(IsoDayOfWeek.Monday, new OpenSpan(Given.Span("09:00-17:00"), CareFormat.Bookable))] };
        var wish = Given.Wish() with { Format = Enum.Parse<CareFormat>(format) };

        ShouldBe(Judge(TenOnMonday, schedule, new Occupancy { Room = [Given.Booking("2026-06-08T14:00:00Z")] }, wish), rule);
    }

    [Fact]
    public void Licences_hold_where_each_participant_is()
    {
        var wish = Given.Wish() with { Places = [Given.InNewYork], Licences = [Given.NewYorkLicence] };
        var inArizona = new ClientPlace(Region.Parse("US-AZ"), Given.Zone("America/Phoenix"));

        ShouldBe(Judge(TenOnMonday, wish: wish), "Free");
        Judge(TenOnMonday, wish: wish with { Places = [Given.InNewYork, inArizona] }).ShouldBe(new Verdict(SchedulingRule.Licence, Name: "US-AZ"));
    }

    [Fact]
    public void A_booking_that_is_moved_does_not_stand_in_its_own_way()
    {
        var own = Given.Booking("2026-06-08T14:30:00Z", id: "own");
        var occupancy = new Occupancy { Therapist = [own], Participants = [own] };

        ShouldBe(Judge(TenOnMonday, Usual, occupancy), "TherapistBooked");
        ShouldBe(Judge(TenOnMonday, Usual, occupancy.Without(new HashSet<string> { "own" })), "Free");
    }

    [Fact]
    public void Every_refusal_has_words_of_its_own()
    {
        var availability = Given.Availability(Usual, "2026-06-08", "2026-06-08");
        var range = new InstantRange(TenOnMonday, TenOnMonday + Duration.FromMinutes(50));

        var said = Enum.GetValues<SchedulingRule>().Select(rule => SchedulingWords.Of(new Verdict(rule, range, "Founders' Day"), availability)).ToList();

        said.Distinct().Count().ShouldBe(Enum.GetValues<SchedulingRule>().Length);
        said.ShouldAllBe(words => words.EndsWith('.'));
        said[(int)SchedulingRule.TherapistBooked].ShouldBe("The therapist has a booking from 2026-06-08 10:00 EDT to 2026-06-08 10:50 EDT.");
    }

    [Fact]
    public void A_start_that_was_not_prepared_for_is_no_silent_refusal() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Judge(TenOnMonday + Duration.FromDays(8)));

    [Theory]
    [InlineData(CareFormat.None)]
    [InlineData(CareFormat.Messages)]
    [InlineData(CareFormat.Video | CareFormat.Phone)]
    internal void A_wish_is_for_one_format_that_is_booked(CareFormat format) =>
        Should.Throw<ArgumentException>(() => Judge(TenOnMonday, wish: Given.Wish() with { Format = format }));

    private static Verdict Judge(Instant start, TherapistSchedule? schedule = null, Occupancy? occupancy = null, BookingWish? wish = null) =>
        Given.Availability(schedule ?? Usual, "2026-06-07", "2026-06-14", occupancy, wish).Judge(start);

    private static void ShouldBe(Verdict verdict, string rule) => verdict.Rule.ShouldBe(Enum.Parse<SchedulingRule>(rule));
}
