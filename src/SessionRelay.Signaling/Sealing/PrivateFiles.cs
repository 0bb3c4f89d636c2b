namespace SessionRelay.Signaling.Sealing;

/// <summary>Files and folders that only their owner may read.</summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Makes an empty file with the owner's rights before something else makes it with wider ones. An existing file stays as it is.</summary>
    public static void Reserve(string file)
    {
        if (File.Exists(file)) return;
        using var stream = new FileStream(file, Options(FileMode.OpenOrCreate));
    }

    /// <summary>Writes a whole file or nothing: a crash leaves no half, and of two processes at once the first one's content stands.</summary>
    public static void WriteNew(string file, ReadOnlySpan<byte> content)
    {
        var draft = $"{file}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(draft, Options(FileMode.CreateNew)))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }

    /// <summary>Puts a whole file in the place of another, or leaves that as it was: what a crash finds is one of the two.</summary>
    public static void Replace(string file, ReadOnlySpan<byte> content)
    {
        var draft = $"{file}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(draft, Options(FileMode.CreateNew)))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file, overwrite: true);
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return options;
    }
}
