namespace SessionRelay.Signaling.Tests.Hosts;

internal static class CrashImage
{
    /// <summary>The disk as a crash would leave it now: a folder of its own.</summary>
    public static string Of(string dataPath)
    {
        var image = SignalingHost.NewDataPath();
        Directory.CreateDirectory(Path.Combine(image, "keys"));
        foreach (var file in Directory.GetFiles(dataPath, "*", SearchOption.AllDirectories))
        {
            if (!file.EndsWith("-shm", StringComparison.Ordinal)) File.Copy(file, Path.Combine(image, Path.GetRelativePath(dataPath, file)));
        }

        return image;
    }
}
