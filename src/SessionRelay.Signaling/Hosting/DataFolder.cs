namespace SessionRelay.Signaling.Hosting;

/// <summary>The folder of everything that a node keeps (<c>Data:Path</c>), and whether it belongs to a practice or to a demo: never to both.</summary>
public static class DataFolder
{
    /// <summary>Stands in the folder of a demo.</summary>
    private const string DemoMark = "demo";

    /// <summary>Makes the folder, readable by its owner alone, and marks it when it is new and a demo's.</summary>
    /// <returns>The full path.</returns>
    /// <exception cref="DataFolderException">It can't be made or written to, or belongs to the other kind.</exception>
    public static string Open(string path, bool isDemo)
    {
        try
        {
            var folder = Directory.CreateDirectory(Path.GetFullPath(path)).FullName;
            var mark = Path.Combine(folder, DemoMark);
            var isMarked = File.Exists(mark);
            var isEmpty = !Directory.EnumerateFileSystemEntries(folder).Any();
            if (isDemo && !isMarked && !isEmpty)
                throw new DataFolderException($"Data:Path {folder} holds the data of a practice (or of something else), and a demo never touches it: start the demo without Data:Path or with an empty folder.");
            if (!isDemo && isMarked)
                throw new DataFolderException($"Data:Path {folder} holds the data of a demo: choose another folder, or remove this one.");
            if (isEmpty && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (isDemo && !isMarked)
                File.WriteAllText(mark, "Made by --demo. Nothing here is real.\n");
            var probe = Path.Combine(folder, ".write-probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return folder;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataFolderException($"Data:Path {path} can't be used: {unusable.Message.TrimEnd('.')}. Make it a folder that the user running this program may write to.", unusable);
        }
    }
}

/// <summary>The data folder can't be used; the message is one line for the operator.</summary>
public sealed class DataFolderException(string message, Exception? inner = null) : Exception(message, inner);
