namespace SessionRelay.Signaling.Tests.Hosts;

internal static class FileRights
{
    /// <summary>Who may do what, as <c>ls</c> counts: 0600, 0700.</summary>
    public static string Of(string path) => OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
