namespace SessionRelay.Portal.Practice;

/// <summary>The practice before anybody has described it.</summary>
internal sealed class DefaultPracticeFacts : IPracticeFacts
{
    public PracticeFacts Current => PracticeFacts.Default;
}
