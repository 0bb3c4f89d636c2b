using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Screening;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>What care is called on pages.</summary>
internal static class FindingWords
{
    public static string Of(LevelOfCare level) => level switch
    {
        LevelOfCare.Teletherapy => "Teletherapy",
        LevelOfCare.InPerson => "In-person care",
        LevelOfCare.IntensiveOutpatient => "Intensive outpatient care",
        LevelOfCare.Inpatient => "Inpatient care",
        LevelOfCare.Emergency => "Emergency care",
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    public static string Of(ReferralKind kind) => kind switch
    {
        ReferralKind.InPerson => "In-person care",
        ReferralKind.IntensiveOutpatient => "Intensive outpatient care",
        ReferralKind.Inpatient => "Inpatient care",
        ReferralKind.Emergency => "Emergency care",
        ReferralKind.MedicationManagement => "Medication management",
        ReferralKind.PsychologicalTesting => "Psychological testing",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>What it means, for the client.</summary>
    public static string ForClient(ReferralKind kind) => kind switch
    {
        ReferralKind.InPerson => "Your clinician thinks that meeting somebody face to face helps you more than sessions at a distance.",
        ReferralKind.IntensiveOutpatient => "Your clinician thinks that several meetings a week help you more now than one session. You live at home meanwhile.",
        ReferralKind.Inpatient => "Your clinician thinks that a time in a hospital, with people around you day and night, helps you most now.",
        ReferralKind.Emergency => "Your clinician thinks that you need help today. Please call now, or ask somebody to call for you.",
        ReferralKind.MedicationManagement => "Somebody who prescribes medication and looks after it, beside your therapy.",
        ReferralKind.PsychologicalTesting => "Tests that give a clearer picture, beside your therapy.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string Of(Severity severity) => severity switch
    {
        Severity.Minimal => "minimal",
        Severity.Mild => "mild",
        Severity.Moderate => "moderate",
        Severity.ModeratelySevere => "moderately severe",
        Severity.Severe => "severe",
        _ => throw new ArgumentOutOfRangeException(nameof(severity)),
    };

    /// <summary><c>14 of 27, moderate</c>; without a score how much is answered.</summary>
    public static string Of(ScreeningResult result) => result is { Score: { } score, Severity: { } severity }
        ? $"{score} of {result.Instrument.HighestScore}, {Of(severity)}"
        : result.Unanswered.Count == result.Instrument.Items.Count ? "Not begun" : $"Unfinished: {result.Instrument.Items.Count - result.Unanswered.Count} of {result.Instrument.Items.Count} answered, no score";
}
