using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Practice;

/// <summary>The number of the practice's details, for people whose connection to a session stays away.</summary>
internal sealed class PracticeNumber(IPracticeFacts facts) : IPracticeNumber
{
    public string? Number => facts.Current.Phone is { Length: > 0 } phone ? phone : null;

    public string? Region => facts.Current.Country;
}
