using NodaTime;

namespace SessionRelay.Portal.Domain.Policies;

/// <summary>What moving or cancelling a booking means at a moment.</summary>
internal enum ChangeTiming
{
    /// <summary>Costs nothing.</summary>
    InTime,

    /// <summary>Inside the window: possible, by the practice's fee.</summary>
    Late,

    /// <summary>The session has begun: there is nothing left to move or cancel.</summary>
    TooLate,
}

/// <summary>Decides about moving, cancelling and changing the therapist.</summary>
internal static class ChangeRules
{
    /// <summary>Exactly the window before the start is in time; the moment of the start is too late.</summary>
    public static ChangeTiming TimingOf(BookingPolicy policy, Instant start, Instant now)
    {
        if (now >= start) return ChangeTiming.TooLate;
        return start - now >= policy.CancellationWindow ? ChangeTiming.InTime : ChangeTiming.Late;
    }

    /// <summary>Whether a change of therapist is without any penalty: nothing is charged, whatever the cancellation window says of open bookings.</summary>
    /// <param name="policy">The practice's.</param>
    /// <param name="sessionsHeld">Sessions that took place with the present therapist, 0 or more.</param>
    public static bool IsTherapistChangeFree(BookingPolicy policy, int sessionsHeld) => sessionsHeld <= policy.FreeChangeSessions;
}
