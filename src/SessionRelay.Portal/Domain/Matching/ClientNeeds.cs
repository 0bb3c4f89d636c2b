using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Domain.Matching;

/// <summary>What the assessment and the client's wishes ask of a therapist.</summary>
internal sealed record ClientNeeds
{
    public required LevelOfCare Level { get; init; }

    public required ClientPlace Place { get; init; }

    public required Population Population { get; init; }

    /// <summary>One format.</summary>
    public required CareFormat Format { get; init; }

    /// <summary>A language tag (BCP 47); its first subtag counts.</summary>
    public required string Language { get; init; }

    /// <summary>The session for which the match is made: a licence must hold from its start to its end.</summary>
    public required InstantRange Session { get; init; }

    public IReadOnlyList<Concern> Concerns { get; init; } = [];

    public IReadOnlyList<Approach> Approaches { get; init; } = [];

    /// <summary>Null for somebody who pays themselves.</summary>
    public InsurerPlan? Insurance { get; init; }

    /// <summary>When sessions would suit, at the client's place; none for "any time".</summary>
    public SuitableTimes Suitable { get; init; }

    /// <summary>Wished traits of a therapist, compared without regard to case.</summary>
    public IReadOnlyList<string> Preferences { get; init; } = [];

    /// <summary>Therapists whom the client had before: they are left out.</summary>
    public IReadOnlyList<string> FormerTherapists { get; init; } = [];
}

/// <summary>A client's insurance.</summary>
/// <param name="Insurer">The practice's name of the insurer.</param>
/// <param name="Plan">The plan; null when not known.</param>
internal sealed record InsurerPlan(string Insurer, string? Plan);
