using NodaTime;

namespace SessionRelay.Portal.Domain.Policies;

/// <summary>How long somebody who asked for help may wait before the practice is reminded. Elapsed time, inclusive.</summary>
internal static class WaitingRules
{
    /// <summary>Until somebody is assigned: "at the latest on the next working day" is what visitors are told.</summary>
    public static readonly Duration Unassigned = Duration.FromHours(24);

    /// <summary>The same where danger was named: staff were told at once already.</summary>
    public static readonly Duration UnassignedInDanger = Duration.FromHours(1);

    /// <summary>From being assigned until a first conversation is booked.</summary>
    public static readonly Duration Unarranged = Duration.FromDays(3);

    /// <param name="waiting">Since it came, or since it was assigned.</param>
    /// <param name="isAssigned">Whether somebody cares for it.</param>
    /// <param name="inDanger">Whether danger was named.</param>
    public static bool IsTooLong(Duration waiting, bool isAssigned, bool inDanger) =>
        waiting >= (isAssigned ? Unarranged : inDanger ? UnassignedInDanger : Unassigned);
}
