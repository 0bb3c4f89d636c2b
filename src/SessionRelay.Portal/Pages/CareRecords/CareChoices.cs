using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Matching;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Care;

namespace SessionRelay.Portal.Pages.CareRecords;

/// <summary>What staff chooses from.</summary>
internal static class CareChoices
{
    public static readonly IReadOnlyList<Choice> Levels = [.. Enum.GetValues<LevelOfCare>().Select(level => new Choice(level.ToString(), FindingWords.Of(level), Effect(level)))];

    public static readonly IReadOnlyList<Choice> Concerns = [.. Enum.GetValues<Concern>().Select(concern => new Choice(concern.ToString(), Capital(MatchWords.Text(concern))))];

    public static readonly IReadOnlyList<Choice> Approaches = [.. Enum.GetValues<Approach>().Select(approach => new Choice(approach.ToString(), Capital(MatchWords.Text(approach))))];

    private static string? Effect(LevelOfCare level) => CareEffects.Of(level).BlocksMatching ? "Blocks matching and opens a referral." : null;

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
