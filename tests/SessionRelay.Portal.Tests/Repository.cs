namespace SessionRelay.Portal.Tests;

/// <summary>Where the source is that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SessionRelay.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
