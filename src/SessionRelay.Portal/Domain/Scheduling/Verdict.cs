namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>What decides about a start, in the order in which the rules are asked: the first that refuses is named.</summary>
internal enum SchedulingRule
{
    /// <summary>No rule refuses.</summary>
    Free,

    /// <summary>On this date the wall clock doesn't show this time: it is skipped by a change of the clock.</summary>
    MissingTime,

    /// <summary>The therapist has no sessions of this length.</summary>
    LengthNotOffered,

    /// <summary>Not one of the practice's starting minutes.</summary>
    NotAStart,

    /// <summary>Over, or sooner than the notice.</summary>
    Notice,

    /// <summary>Later than the booking horizon.</summary>
    Horizon,
    DateClosed,
    Holiday,

    /// <summary>An exception takes these hours away.</summary>
    HoursClosed,

    /// <summary>The start lies within the hours, the end doesn't.</summary>
    DoesNotFit,

    /// <summary>Within the hours, but these are for other formats.</summary>
    FormatNotOffered,
    OutsideHours,

    /// <summary>No licence of the therapist holds where a participant is, until the session's end.</summary>
    Licence,

    /// <summary>The therapist's outside calendar says busy.</summary>
    Busy,
    TherapistBooked,

    /// <summary>Too close to another booking of the therapist.</summary>
    Buffer,

    /// <summary>Somebody else is checking their answers for this time.</summary>
    Held,

    /// <summary>A participant has another booking, with whomever.</summary>
    ParticipantBooked,
    RoomBooked,

    /// <summary>The therapist's date has all the bookings that it may have.</summary>
    DayFull,
}

/// <summary>The answer for one start.</summary>
/// <param name="Rule">What decided.</param>
/// <param name="Against">The booking or busy time in the way, where one is.</param>
/// <param name="Name">The holiday's name, or the reason of a closed date.</param>
internal readonly record struct Verdict(SchedulingRule Rule, InstantRange? Against = null, string? Name = null)
{
    public static readonly Verdict Free = new(SchedulingRule.Free);

    public bool IsFree => Rule == SchedulingRule.Free;
}
