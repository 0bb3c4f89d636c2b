namespace SessionRelay.Portal.Doctor;

/// <summary>How many files and connections the process may have open: each person in a session needs one, each page that loads some.</summary>
internal static class OpenFilesCheck
{
    private const long Least = 512; // the program itself has some 250 open
    private const long Enough = 4096; // a practice's sessions with all their pages, many times

    public static Finding Look(Examined examined)
    {
        _ = examined;
        return Judge(File.ReadAllLines("/proc/self/limits"));
    }

    /// <param name="limits">/proc/PID/limits.</param>
    public static Finding Judge(IReadOnlyList<string> limits)
    {
        const string Name = "Max open files";
        // "Max open files            1024                 1048576              files": soft, hard. .NET raises its own to the hard one at its start.
        var line = limits.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        if (line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, var hard, ..]) return Finding.NotApplicable("this system does not tell the limit of open files");
        var most = hard == "unlimited" ? long.MaxValue : long.TryParse(hard, out var number) ? number : 0;
        var says = $"a process started as this one may have {hard} files open; a service's own limit may differ";
        const string Next = "Raise it: LimitNOFILE=65536 in the systemd unit, --ulimit nofile=65536 for docker.";
        return most < Least ? Finding.Failure(says, Next) : most < Enough ? Finding.Warning(says, Next) : Finding.Ok(says);
    }
}
