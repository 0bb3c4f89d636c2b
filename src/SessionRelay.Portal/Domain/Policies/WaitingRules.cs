using NodaTime;

namespace SessionRelay.Portal.Domain.Policies;

/// <summary>A step after the first contact.</summary>
internal enum CareStep
{
    /// <summary>The client has a record; nobody has assessed them since the last conversation, or since the record was made.</summary>
    Assessment,

    /// <summary>Assessed; nobody has proposed therapists.</summary>
    Matching,

    /// <summary>Therapists are proposed; the client has not chosen.</summary>
    Choice,

    /// <summary>A move that nobody has decided about.</summary>
    Move,

    /// <summary>A referral whose day to ask has come.</summary>
    FollowUp,
}

/// <summary>How long somebody who asked for help may wait before the practice is reminded. Elapsed time, inclusive.</summary>
internal static class WaitingRules
{
    /// <summary>Until somebody is assigned: "at the latest on the next working day" is what visitors are told.</summary>
    public static readonly Duration Unassigned = Duration.FromHours(24);

    /// <summary>The same where danger was named: staff were told at once already.</summary>
    public static readonly Duration UnassignedInDanger = Duration.FromHours(1);

    /// <summary>From being assigned until a first conversation is booked.</summary>
    public static readonly Duration Unarranged = Duration.FromDays(3);

    /// <summary>Until the practice is reminded of a step after the first contact. A follow-up has its own day, and is due on it.</summary>
    public static Duration Of(CareStep step) => step switch
    {
        CareStep.Assessment or CareStep.Matching or CareStep.Move => Duration.FromDays(3), // as until a first conversation
        CareStep.Choice => Duration.FromDays(7), // the client's own time to think, a week of it
        CareStep.FollowUp => Duration.Zero,
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    /// <param name="waiting">Since it came, or since it was assigned.</param>
    /// <param name="isAssigned">Whether somebody cares for it.</param>
    /// <param name="inDanger">Whether danger was named.</param>
    public static bool IsTooLong(Duration waiting, bool isAssigned, bool inDanger) =>
        waiting >= (isAssigned ? Unarranged : inDanger ? UnassignedInDanger : Unassigned);
}
