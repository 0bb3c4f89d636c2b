using System.Globalization;
using NodaTime;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>Says for staff why a start is or is not offered; times are on the therapist's clock. Names nobody.</summary>
internal static class SchedulingWords
{
    public static string Of(Verdict verdict, Availability availability)
    {
        var (schedule, policy, wish) = (availability.Schedule, availability.Policy, availability.Wish);
        return verdict.Rule switch
        {
            SchedulingRule.Free => "Free: no rule refuses it.",
            SchedulingRule.LengthNotOffered => $"The therapist has no sessions of {wish.Minutes} minutes, but of {string.Join(", ", schedule.Lengths)}.",
            SchedulingRule.MissingTime => "The therapist's clock skips this time on this date: choose another time for it.",
            SchedulingRule.NotAStart => $"Sessions start every {policy.StartStepMinutes} minutes of the therapist's clock, on the hour first.",
            SchedulingRule.Notice => $"The start is over or sooner than the notice of {Text(policy.Notice)}.",
            SchedulingRule.Horizon => $"Bookings are taken at most {Text(policy.Horizon)} ahead.",
            SchedulingRule.DateClosed => verdict.Name is { } reason ? $"The therapist closed this date: {reason}." : "The therapist closed this date.",
            SchedulingRule.Holiday => $"The practice is closed: {verdict.Name}.",
            SchedulingRule.HoursClosed => "An exception of this date takes this time away from the therapist's hours.",
            SchedulingRule.DoesNotFit => $"It starts within the therapist's hours, but {wish.Minutes} minutes don't fit before they end.",
            SchedulingRule.FormatNotOffered => $"The therapist works at this time, but not {Text(wish.Format)}.",
            SchedulingRule.OutsideHours => "It lies outside the therapist's hours.",
            SchedulingRule.Licence => $"No licence of the therapist for {verdict.Name} holds until the session's end, by the date where the client is.",
            SchedulingRule.Busy => $"The therapist's own calendar is busy{Text(verdict.Against, schedule.Zone)}.",
            SchedulingRule.TherapistBooked => $"The therapist has a booking{Text(verdict.Against, schedule.Zone)}.",
            SchedulingRule.Buffer => $"Another booking of the therapist would be closer than the buffer of {schedule.BufferMinutes} minutes, or than the one kept with it.",
            SchedulingRule.Held => "Somebody else is about to book it: it may be free again in a few minutes.",
            SchedulingRule.ParticipantBooked => $"Somebody who would take part has another booking{Text(verdict.Against, schedule.Zone)}.",
            SchedulingRule.RoomBooked => $"The room is taken{Text(verdict.Against, schedule.Zone)}.",
            SchedulingRule.DayFull => $"The therapist's date has its {schedule.MaxPerDay} bookings already.",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
        };
    }

    /// <summary>A length of time in the largest units that say it: "2 days 4 hours".</summary>
    public static string Text(Duration length)
    {
        var parts = new List<string>();
        Add(length.Days, "day");
        Add(length.Hours, "hour");
        Add(length.Minutes, "minute");
        return parts.Count == 0 ? "0 minutes" : string.Join(' ', parts);

        void Add(int count, string unit)
        {
            if (count > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}"));
        }
    }

    private static string Text(CareFormat format) => format switch
    {
        CareFormat.Video => "by video",
        CareFormat.Phone => "by phone",
        _ => "in person",
    };

    private static string Text(InstantRange? range, DateTimeZone zone) =>
        range is { } time ? $" from {ShownTime.Of(time.Start, zone).Text} to {ShownTime.Of(time.End, zone).Text}" : "";
}
