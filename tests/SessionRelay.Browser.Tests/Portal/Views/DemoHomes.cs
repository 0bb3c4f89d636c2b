namespace SessionRelay.Browser.Tests.Portal.Views;

/// <summary>Clients of the demo who are at a point of the way that <c>client</c> has passed, by their addresses.</summary>
internal static class DemoHomes
{
    public const string ConsentsMissing = "felix.oduya@home.example";
    public const string Guardian = "teresa.sandoval@home.example";
    public const string FormsOpen = "harriet.stone@home.example";
    public const string Assessed = "tamsin.gray@home.example";
    public const string Referred = "walter.nyberg@home.example";
    public const string Offered = "cyrus.amini@home.example";
    public const string Matched = "edith.kowalski@home.example";

    /// <summary>Has asked for a time that waits for approval, and has three to choose from.</summary>
    public const string Asking = "hugo.steinberg@home.example";

    /// <summary>The name of a therapist, who sees one.</summary>
    public const string TherapistOfATeen = "Samuel Okonkwo";

    /// <summary>A family and a couple with one session to come, which views bring near: <see cref="NearSessions"/>.</summary>
    public const string Family = "kendra.oyelaran@home.example";

    public const string CoupleBooked = "joel.bergman@home.example";

    /// <summary>A couple in a series with the therapist whose link is printed.</summary>
    public const string Couple = "mabel.thorne@home.example";

    /// <summary>Asks for another therapist.</summary>
    public const string Changing = "iris.nakamura@home.example";

    /// <summary>Moves to where their therapist has no licence.</summary>
    public const string Moving = "leander.quist@home.example";
}
