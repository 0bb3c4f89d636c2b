using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Web;

/// <summary>The practice's colour as a style sheet of one rule; made of memory, for pages that must show while the database is down.</summary>
internal static class PracticeStyle
{
    public const string Address = "/practice.css";

    /// <returns>The address for pages, which is another one for another colour; null without one.</returns>
    public static string? Url(PracticeFacts practice) => Colour.StyleOf(practice.Accent) is null ? null : $"{Address}?{practice.Accent![1..]}";

    public static IResult Get(IPracticeFacts practice) => Results.Text(Colour.StyleOf(practice.Current.Accent) ?? "", "text/css");
}
