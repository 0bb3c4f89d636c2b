using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>Says to clients what staff reads in <see cref="SchedulingWords"/>: kinder, and nothing of anybody else's.</summary>
internal static class ClientWords
{
    public static string Of(BookingOutcome outcome) => outcome.JustTaken ? BookingOutcome.JustTakenWords : Of(outcome.Refused);

    public static string Of(Verdict verdict) => verdict.Rule switch
    {
        SchedulingRule.Free => "This time is free.",
        SchedulingRule.Holiday => $"This day is a holiday of the practice: {verdict.Name}. Please choose another day.",
        SchedulingRule.Notice => "This time is over, or too soon to be booked. Please choose a later one.",
        SchedulingRule.Horizon => "This is further ahead than we take bookings. Please choose an earlier time.",
        SchedulingRule.Held => "Somebody else is looking at this time just now. It may be free again in a few minutes.",
        SchedulingRule.ParticipantBooked => "You, or somebody who would take part, have another session at this time.",
        SchedulingRule.MissingTime => "The clock skips this time on this day. Please choose another one.",
        SchedulingRule.Licence => "Your therapist may not meet you where you are on this day. Please call us.",
        SchedulingRule.LengthNotOffered => "Your therapist has no sessions of this length.",
        SchedulingRule.FormatNotOffered => "At this time your therapist meets people in another way. Please choose another time.",
        _ => "This time is not free. Please choose another one.",
    };

    /// <summary>Of a date in a series: what is in its way, in few words.</summary>
    public static string InTheWay(Verdict verdict) => verdict.Rule switch
    {
        SchedulingRule.Holiday => $"is a holiday of the practice ({verdict.Name})",
        SchedulingRule.MissingTime => "does not have this time: the clock skips it",
        SchedulingRule.ParticipantBooked => "has another session of yours at this time",
        SchedulingRule.Licence => "is a day on which your therapist may not meet you where you are",
        SchedulingRule.DateClosed => "is a day on which your therapist is away",
        _ => "is not free at this time",
    };

    public static string Format(CareFormat format) => format switch
    {
        CareFormat.Video => "By video",
        CareFormat.Phone => "By phone",
        CareFormat.InPerson => "In person",
        _ => "",
    };

    public static string Length(int minutes) => $"{minutes} minutes";

    /// <summary>That later ones of a series are inside the window themselves; nothing when none is.</summary>
    public static string? LateToo(int count, string window) => count switch
    {
        0 => null,
        1 => $" One of them is less than {window} away too, and the practice may ask for its fee for that one as well.",
        _ => $" {count} of them are less than {window} away too, and the practice may ask for its fee for each of these as well.",
    };

    public static string Window(Duration window) => SchedulingWords.Text(window);
}
