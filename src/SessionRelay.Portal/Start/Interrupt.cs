using System.Runtime.InteropServices;

namespace SessionRelay.Portal.Start;

/// <summary>SIGINT, as a script's background job gets it.</summary>
internal static partial class Interrupt
{
    private const int Sigint = 2;
    private const nint Default = 0; // SIG_DFL

    /// <summary>
    /// A shell that starts a program with <c>&amp;</c> in a script lets it ignore SIGINT, and .NET keeps to that. This program promises to end on
    /// SIGINT however it was started. To be called first, before the host registers its handler.
    /// </summary>
    public static void Heed()
    {
        if (OperatingSystem.IsLinux()) _ = Signal(Sigint, Default);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);
}
