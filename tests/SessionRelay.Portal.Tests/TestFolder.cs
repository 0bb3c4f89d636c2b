namespace SessionRelay.Portal.Tests;

/// <summary>A folder for one test, removed with it.</summary>
internal sealed class TestFolder : IDisposable
{
    /// <summary>Where programs start: holds no appsettings.json.</summary>
    public static readonly string Empty = Directory.CreateTempSubdirectory("sessionrelay-test-start-").FullName;

    public string Path { get; } = Directory.CreateTempSubdirectory("sessionrelay-test-").FullName;

    public string File(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
