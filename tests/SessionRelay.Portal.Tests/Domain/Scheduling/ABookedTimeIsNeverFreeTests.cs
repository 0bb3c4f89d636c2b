using CsCheck;
using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Scheduling;

/// <summary>Whatever the practice, the zone and the date.</summary>
public sealed class ABookedTimeIsNeverFreeTests
{
    [Fact]
    public void A_free_start_overlaps_no_booking_and_keeps_the_buffer_to_all() => Practices.Questions.Sample(question =>
    {
        var buffer = Duration.FromMinutes(question.Schedule.BufferMinutes);
        foreach (var session in FreeSessions(question))
        {
            question.Occupancy.Therapist.Any(booking => session.Start - booking.Range.End < buffer && booking.Start - session.End < buffer).ShouldBeFalse();
            question.Occupancy.Busy.Any(busy => busy.Overlaps(session)).ShouldBeFalse();
        }
    }, iter: 150, print: question => question.ToString());

    [Fact]
    public void A_free_session_lies_inside_the_hours_minute_by_minute() => Practices.Questions.Sample(question =>
    {
        foreach (var session in FreeSessions(question))
        {
            for (var moment = session.Start; moment < session.End; moment += Duration.FromMinutes(5))
            {
                var local = moment.InZone(question.Schedule.Zone);
                var hours = question.Schedule.Weekly[(int)local.DayOfWeek - 1].Open.Span; // every day has one
                var minute = local.Hour * 60 + local.Minute;
                if (minute < hours.From || minute >= hours.To) Assert.Fail($"{local} is outside {hours}");
            }
        }
    }, iter: 80, print: question => question.ToString());

    [Fact]
    public void A_free_start_takes_no_unit_that_is_taken() => Practices.Questions.Sample(question =>
    {
        var taken = question.Occupancy.Therapist.SelectMany(UnitsOf).ToHashSet();
        foreach (var session in FreeSessions(question))
            taken.Overlaps(UnitsOf(new Appointment("new", session.Start, question.Availability.Wish.Minutes, question.Schedule.BufferMinutes))).ShouldBeFalse();
    }, iter: 150, print: question => question.ToString());

    [Fact]
    public void What_the_search_finds_is_what_the_explanation_calls_free() => Practices.Questions.Sample(question =>
        FreeTimes.Search(question.Availability)
            .ShouldBe(FreeTimes.Explain(question.Availability).Where(start => start.Verdict.IsFree).Select(start => start.Start)), iter: 150, print: question => question.ToString());

    [Fact]
    public void The_questions_have_free_and_refused_starts_of_every_kind()
    {
        var rules = new HashSet<SchedulingRule>();
        Practices.Questions.Sample(question =>
        {
            lock (rules) rules.UnionWith(FreeTimes.Explain(question.Availability).Select(start => start.Verdict.Rule));
        }, iter: 100);

        foreach (var rule in new[] { SchedulingRule.Free, SchedulingRule.TherapistBooked, SchedulingRule.Buffer, SchedulingRule.Busy, SchedulingRule.DayFull, SchedulingRule.DoesNotFit, SchedulingRule.OutsideHours })
            rules.ShouldContain(rule);
    }

    [Fact]
    public void Once_booked_a_free_start_is_free_no_more() => Practices.Questions.Sample(question =>
    {
        foreach (var start in FreeTimes.Search(question.Availability).Take(3))
        {
            var booked = new Appointment("new", start, question.Availability.Wish.Minutes, question.Schedule.BufferMinutes);
            var occupancy = question.Occupancy with { Therapist = [.. question.Occupancy.Therapist, booked] };
            var after = new Availability(question.Schedule, question.Availability.Policy, occupancy, question.Availability.Wish, question.Availability.Span, question.Availability.Span.Start - Duration.FromDays(1));
            after.Judge(start).Rule.ShouldBe(SchedulingRule.TherapistBooked);
        }
    }, iter: 80, print: question => question.ToString());

    private static IEnumerable<InstantRange> FreeSessions(Question question) =>
        FreeTimes.Search(question.Availability).Select(start => InstantRange.Of(start, question.Availability.Wish.Minutes));

    private static IReadOnlyList<OccupiedUnit> UnitsOf(Appointment booking) => FiveMinuteUnits.Of(booking, "therapist", [], null);
}
