using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Continuity;

/// <summary>
/// Which resume tokens let a person back. The seat remembers the highest generation used, n: the token n+1 has been handed out, and n works on
/// until n+1 is first used, so that a lost reply locks nobody out. Whoever comes with n gets n+1 again: two racing connections hold the same token.
/// </summary>
internal static class ResumeRule
{
    public static bool Holds(SeatRecord seat, ResumeClaims token) =>
        !seat.Removed
        && token.Admission == seat.Admission
        && (token.Generation == seat.UsedGeneration + 1 || (token.Generation == seat.UsedGeneration && token.Generation > 0));

    /// <summary>Notes the use; true when the seat changed and has to be stored.</summary>
    public static bool Use(SeatRecord seat, ResumeClaims token)
    {
        if (token.Generation <= seat.UsedGeneration) return false;
        seat.UsedGeneration = token.Generation;
        return true;
    }

    /// <summary>The token to hand out now.</summary>
    public static ResumeClaims Next(string sessionId, SeatRecord seat) => new(sessionId, seat.Id, seat.Admission, seat.UsedGeneration + 1);
}
