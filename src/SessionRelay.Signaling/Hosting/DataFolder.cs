namespace SessionRelay.Signaling.Hosting;

/// <summary>
/// The folder of everything that a node keeps (<c>Data:Path</c>). It belongs to one running node at a time, and to a practice or to a demo, never to both.
/// </summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>Stands in the folder of a demo.</summary>
    private const string DemoMark = "demo";

    private const string LockName = "in-use";

    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder, readable by its owner alone, marks it when it is new and a demo's, and holds it until it is disposed.</summary>
    /// <exception cref="DataFolderException">It can't be made or written to, is in use, or belongs to the other kind.</exception>
    public static DataFolder Open(string path, bool isDemo)
    {
        try
        {
            var folder = Directory.CreateDirectory(System.IO.Path.GetFullPath(path)).FullName;
            var mark = System.IO.Path.Combine(folder, DemoMark);
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
            return new DataFolder(folder, Hold(folder));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataFolderException($"Data:Path {path} can't be used: {unusable.Message.TrimEnd('.')}. Make it a folder that the user running this program may write to.", unusable);
        }
    }

    /// <summary>Whether a running node holds the folder. Looks for a moment, and makes nothing.</summary>
    /// <exception cref="UnauthorizedAccessException">This user can't tell.</exception>
    public static bool IsHeld(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        try
        {
            using var free = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return File.Exists(file);
        }
    }

    public void Dispose() => held.Dispose();

    /// <summary>Two nodes on one folder would each believe to be the only one. The system lets go of the file when the process ends, however it ends.</summary>
    private static FileStream Hold(string folder)
    {
        var file = System.IO.Path.Combine(folder, LockName);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new DataFolderException($"Data:Path {folder} is in use by another running node: end that one, or give this one a folder of its own.");
        }
    }
}

/// <summary>The data folder can't be used; the message is one line for the operator.</summary>
public sealed class DataFolderException(string message, Exception? inner = null) : Exception(message, inner);
