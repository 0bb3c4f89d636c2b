using NodaTime;

namespace SessionRelay.Portal.Domain.Care;

/// <summary>What a clinician recommends after the assessment, and may change in mid-treatment.</summary>
internal enum LevelOfCare
{
    Teletherapy,
    InPerson,
    IntensiveOutpatient,
    Inpatient,
    Emergency,
}

/// <summary>Where somebody is sent. The last two go beside any level of care and block nothing.</summary>
internal enum ReferralKind
{
    InPerson,
    IntensiveOutpatient,
    Inpatient,
    Emergency,
    MedicationManagement,
    PsychologicalTesting,
}

/// <summary>What a level of care blocks and opens: never a dead end.</summary>
/// <param name="BlocksMatching">No therapist is proposed for teletherapy.</param>
/// <param name="Referral">The referral to open; null for teletherapy.</param>
/// <param name="FollowUpWithin">How soon staff ask whether the referral was taken up; null without one.</param>
/// <param name="ShowsCrisisHelp">The client is led to the crisis page at once.</param>
internal sealed record CareEffects(bool BlocksMatching, ReferralKind? Referral, Duration? FollowUpWithin, bool ShowsCrisisHelp)
{
    private static readonly CareEffects Nothing = new(false, null, null, false);

    /// <summary>The effects of recommending a level, whether first or in mid-treatment.</summary>
    public static CareEffects Of(LevelOfCare level) => level switch
    {
        LevelOfCare.Teletherapy => Nothing,
        LevelOfCare.InPerson => Refer(ReferralKind.InPerson, Duration.FromDays(7)),
        LevelOfCare.IntensiveOutpatient => Refer(ReferralKind.IntensiveOutpatient, Duration.FromDays(3)),
        LevelOfCare.Inpatient => Refer(ReferralKind.Inpatient, Duration.FromDays(1)),
        LevelOfCare.Emergency => Refer(ReferralKind.Emergency, Duration.FromHours(1)) with { ShowsCrisisHelp = true },
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    private static CareEffects Refer(ReferralKind referral, Duration followUp) => new(true, referral, followUp, false);
}
