namespace SessionRelay.Portal.Practice;

/// <summary>What every page says of the practice. Read from memory: also while the database is down.</summary>
internal interface IPracticeFacts
{
    PracticeFacts Current { get; }

    /// <summary>To be called after the practice's facts were changed.</summary>
    Task RefreshAsync(CancellationToken cancel);
}

/// <param name="Name">As clients know it.</param>
/// <param name="Zone">IANA name.</param>
/// <param name="Phone">As people write it, or empty.</param>
/// <param name="Email">Empty when there is none for clients.</param>
/// <param name="InDanger">Whom to call now, most urgent first; never empty.</param>
/// <param name="Words">The practice's own words, each where it is read.</param>
/// <param name="IdleMinutes">After how long without a deed a client is signed out: one of 15, 30 and 60.</param>
/// <param name="Country">ISO 3166-1; null before the practice has said.</param>
/// <param name="Accent">The practice's colour, <c>#rrggbb</c>; null for the portal's own.</param>
internal sealed record PracticeFacts(
    string Name, string Zone, string Phone, string Email, IReadOnlyList<HelpLine> InDanger, PracticeWords Words, int IdleMinutes = 30, string? Accent = null, string? Country = null)
{
    /// <summary>Before a practice has said anything of itself; the numbers are those of the United States.</summary>
    public static readonly PracticeFacts Default = new("Our practice", "America/New_York", "", "", HelpLine.UnitedStates, PracticeWords.None);
}

/// <summary>What the practice says in its own words; empty where it says nothing.</summary>
/// <param name="Welcome">On the front page.</param>
/// <param name="InDanger">On the crisis page.</param>
/// <param name="Fees">Where people read what to expect, before they book, and where a change may cost something.</param>
internal sealed record PracticeWords(string Welcome, string InDanger, string Fees)
{
    public static readonly PracticeWords None = new("", "", "");
}

/// <summary>Help outside the practice.</summary>
/// <param name="Who">Whom one reaches.</param>
/// <param name="When">What for, as a sentence.</param>
/// <param name="Call">The number to dial, or empty.</param>
/// <param name="Text">The number to send a message to, or empty.</param>
internal sealed record HelpLine(string Who, string When, string Call, string Text = "")
{
    public static readonly IReadOnlyList<HelpLine> UnitedStates =
    [
        new("Emergency services", "If a life is in danger, yours or somebody else's.", "911"),
        new("Suicide & Crisis Lifeline", "If you think of ending your life, or can't bear it any longer. Free, day and night, for every kind of crisis.", "988", "988"),
    ];
}
