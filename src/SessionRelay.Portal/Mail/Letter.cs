namespace SessionRelay.Portal.Mail;

/// <summary>A message to one person. No health information is in it: practice name, time, link.</summary>
/// <param name="Kind">A stable word: <c>sign-in</c>.</param>
/// <param name="To">One address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text; its links stand on lines of their own.</param>
internal sealed record Letter(string Kind, string To, string Subject, string Text)
{
    /// <summary>Whose record it belongs to, or null.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>An <c>.ics</c> file, or null.</summary>
    public string? CalendarFile { get; init; }
}
