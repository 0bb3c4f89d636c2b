using System.Globalization;

namespace SessionRelay.Net;

/// <summary>
/// Puts the threads of the shards before all others of the process (setpriority(2), whose unit on Linux is the thread). When appointments begin at the full hour, hundreds of
/// requests and handshakes want the cores on which running sessions' packets come in every few milliseconds; those are not to wait a time slice for each.
/// </summary>
internal static class MediaFirst
{
    /// <summary>Levels of nice(2) that the others step back. By the kernel's table of weights they keep a quarter of a core that media would fill, so that nobody is locked out.</summary>
    private const int StepBack = 5;
    private const int Nicest = 19;

    /// <summary>
    /// Lets every thread that the process has now step back, but for the shards' own; threads made later inherit it from those who make them. Needs no privilege, unlike a raise
    /// of the shards. Any thread.
    /// </summary>
    /// <param name="mediaThreads">The kernel's ids of the shards' threads.</param>
    public static void Apply(IReadOnlyCollection<int> mediaThreads)
    {
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (!int.TryParse(Path.GetFileName(task), NumberStyles.None, CultureInfo.InvariantCulture, out var thread) || mediaThreads.Contains(thread))
                continue;
            var now = LibC.GetPriority(LibC.PriorityProcess, thread);
            _ = LibC.SetPriority(LibC.PriorityProcess, thread, Math.Min(now + StepBack, Nicest)); // a thread that has ended meanwhile needs none
        }
    }
}
