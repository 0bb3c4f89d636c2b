using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Doctor;

/// <summary>The folder of all that is kept: whether this user may write there, nobody else may read there, and there is room.</summary>
internal static class DataFolderCheck
{
    private const UnixFileMode OthersMay = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static Finding Look(Examined examined)
    {
        var path = examined.Settings.Data.Path;
        if (File.Exists(path)) return Finding.Failure($"Data:Path {path} is a file", "Name a folder, or move the file away.");
        if (!Directory.Exists(path)) return Missing(path);
        try
        {
            TryWrite(path);
            return Finding.Together(Held(path), Rights(path), FreeSpace.Of(path));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return Finding.Failure(
                $"this user can't write to Data:Path {path}",
                "Run this command as the user that runs the node; if it is that user already, give it the folder: chown -R USER " + path);
        }
    }

    private static Finding Missing(string path)
    {
        var above = Path.GetDirectoryName(path);
        while (above is not null && !Directory.Exists(above)) above = Path.GetDirectoryName(above);
        try
        {
            TryWrite(above ?? "/");
            return Finding.Together(Finding.Ok($"Data:Path {path} is not there yet; the first start makes it"), FreeSpace.Of(above ?? "/"));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return Finding.Failure($"Data:Path {path} is not there, and this user can't make it", "Make the folder and give it to the user that runs the node, or name another one.");
        }
    }

    private static void TryWrite(string folder)
    {
        var file = Path.Combine(folder, $".doctor-{Guid.NewGuid():N}");
        using var written = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        written.WriteByte(0);
        written.Flush(flushToDisk: true);
    }

    private static Finding Held(string path) => Finding.Ok(DataFolder.IsHeld(path) ? $"{path} is writable, and held by a running node" : $"{path} is writable, and no running node holds it");

    private static Finding Rights(string path)
    {
        var open = new[] { path, Path.Combine(path, "keys") }.Where(Directory.Exists).FirstOrDefault(folder => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & OthersMay) != 0);
        return open is null
            ? Finding.Ok("only its owner may read it")
            : Finding.Warning($"{open} can be read by other users of this machine", $"Close it: chmod 700 {open}");
    }
}
