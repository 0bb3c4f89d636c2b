using SessionRelay.Portal.Domain.Screening;

namespace SessionRelay.Portal.Explain;

/// <summary>Names of values in sentences.</summary>
internal static class CaseWords
{
    public static string Text(Severity severity) => severity switch
    {
        Severity.Minimal => "minimal",
        Severity.Mild => "mild",
        Severity.Moderate => "moderate",
        Severity.ModeratelySevere => "moderately severe",
        Severity.Severe => "severe",
        _ => throw new ArgumentOutOfRangeException(nameof(severity)),
    };
}
