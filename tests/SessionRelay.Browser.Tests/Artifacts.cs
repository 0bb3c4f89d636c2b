using System.Reflection;

namespace SessionRelay.Browser.Tests;

/// <summary>Where this project's build stands, and where a run leaves what people look at afterwards.</summary>
internal static class Artifacts
{
    public static string Driver => Metadata("Driver");

    /// <summary>The path of a picture under <c>artifacts/screenshots</c>; its folder is there.</summary>
    public static string Screenshot(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(Metadata("Artifacts")), "screenshots"));
        return Path.Combine(folder.FullName, name + ".png");
    }

    private static string Metadata(string key) =>
        typeof(Artifacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key == key).Value!;
}
