namespace SessionRelay.Portal.Domain.Policies;

/// <summary>What happens about the phone when somebody stays away for 20 seconds.</summary>
internal enum PhoneFallback
{
    Off,

    /// <summary>The therapist is offered to call, by one press.</summary>
    Offer,

    /// <summary>The call is made unasked.</summary>
    Auto,
}

/// <summary>
/// The practice's rules for what goes on in a session. A session takes them when its first person comes, and keeps them. All are whole minutes, limits inclusive.
/// <see cref="Problems"/> must be empty before they are kept.
/// </summary>
internal sealed record SessionRules
{
    /// <summary>How long after its end a session, and each link to it, stays open for who was cut off. 0 to 60.</summary>
    public int GraceMinutes { get; init; } = 15;

    /// <summary>After how long those who wait are told that the therapist is late. 1 to 60.</summary>
    public int LateHostMinutes { get; init; } = 10;

    /// <summary>By how much a therapist can lengthen a session, in all. A multiple of 5, 0 to 60.</summary>
    public int ExtendMinutes { get; init; } = 15;

    public PhoneFallback Phone { get; init; } = PhoneFallback.Offer;

    /// <summary>What can't be used, as of <see cref="BookingPolicy.Problems"/>.</summary>
    public IEnumerable<PolicyProblem> Problems()
    {
        if (GraceMinutes is < 0 or > 60) yield return new PolicyProblem(nameof(GraceMinutes), "from 0 to 60 minutes");
        if (LateHostMinutes is < 1 or > 60) yield return new PolicyProblem(nameof(LateHostMinutes), "from 1 to 60 minutes");
        if (ExtendMinutes is < 0 or > 60 || ExtendMinutes % BookingPolicy.UnitMinutes != 0) yield return new PolicyProblem(nameof(ExtendMinutes), "a multiple of 5 minutes from 0 to 60");
        if (!Enum.IsDefined(Phone)) yield return new PolicyProblem(nameof(Phone), "one of these");
    }
}
