using CsCheck;
using NodaTime;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Scheduling;

/// <summary>Schedules, bookings and questions of any kind.</summary>
internal static class Practices
{
    /// <summary>Around the changes of the clock as often as elsewhere.</summary>
    public static readonly Gen<(string Zone, LocalDate Date)> Days =
        from zone in Gen.OneOfConst(ClockChanges.Zones)
        from date in Gen.OneOf(
            Gen.OneOfConst(ClockChanges.DatesIn("America/New_York").Concat(ClockChanges.DatesIn(zone)).ToArray()).Select(change => change.PlusDays(-1)),
            Gen.Int[0, 729].Select(day => new LocalDate(2026, 1, 1).PlusDays(day)))
        select (zone, date);

    /// <summary>A therapist with bookings that don't overlap, and a question for three dates.</summary>
    public static readonly Gen<Question> Questions =
        from day in Days
        from buffer in Gen.OneOfConst(0, 5, 10, 30)
        from length in Gen.OneOfConst(BookingPolicy.KnownLengths.ToArray())
        from max in Gen.Int[0, 4]
        from hours in Gen.Select(Gen.Int[0, 130], Gen.Int[60, 158]).Array[1, 4]
        from gaps in Gen.Select(Gen.Int[0, 60], Gen.OneOfConst(15, 45, 50, 60, 80)).Array[0, 12]
        from busy in Gen.Select(Gen.Int[0, 4000], Gen.Int[1, 200]).Array[0, 4]
        from step in Gen.OneOfConst(5, 15, 60)
        select Ask(day.Zone, day.Date, buffer, length, max, hours, gaps, busy, step);

    private static Question Ask(string zone, LocalDate date, int buffer, int length, int max, (int From, int Length)[] hours, (int Gap, int Minutes)[] gaps, (int From, int Minutes)[] busy, int step)
    {
        var span = WallClock.DatesOf(Given.Zone(zone), date, date.PlusDays(2));
        var schedule = Given.EveryDay(zone, "00:00-24:00") with
        {
            Weekly =
            [
                .. Given.EveryDay(zone, "00:00-24:00").Weekly.Select((day, index) =>
                {
                    var (from, width) = hours[index % hours.Length];
                    return day with { Open = day.Open with { Span = new WallSpan(from * 5, Math.Min(WallSpan.MinutesOfDay, (from + width) * 5)) } };
                }),
            ],
            Lengths = BookingPolicy.KnownLengths,
            BufferMinutes = buffer,
            MaxPerDay = max == 0 ? null : max,
        };
        List<Appointment> bookings = [];
        var start = span.Start - Duration.FromHours(2);
        foreach (var (gap, minutes) in gaps)
        {
            start += Duration.FromMinutes(gap * 5);
            bookings.Add(new Appointment($"b{bookings.Count}", start, minutes, buffer));
            start += Duration.FromMinutes(minutes + buffer);
        }

        var occupancy = new Occupancy
        {
            Therapist = bookings,
            Busy = [.. busy.Select(range => InstantRange.Of(span.Start + Duration.FromMinutes(range.From), range.Minutes))],
        };
        return new Question(schedule, occupancy, new Availability(schedule, Given.Open with { StartStepMinutes = step }, occupancy, Given.Wish(length), span, span.Start - Duration.FromDays(1)));
    }
}

/// <summary>A question and what stands behind it.</summary>
internal sealed record Question(TherapistSchedule Schedule, Occupancy Occupancy, Availability Availability)
{
    public override string ToString() =>
        $"{Schedule.Zone.Id} {Availability.Span} {Availability.Wish.Minutes} min, buffer {Schedule.BufferMinutes}, max {Schedule.MaxPerDay}, "
        + $"hours {string.Join(" ", Schedule.Weekly.Select(day => $"{day.Day} {day.Open.Span}"))}, booked {string.Join(" ", Occupancy.Therapist.Select(booking => $"{booking.Start}+{booking.Minutes}"))}";
}
