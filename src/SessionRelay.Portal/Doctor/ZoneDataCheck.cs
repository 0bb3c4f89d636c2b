using NodaTime.TimeZones;

namespace SessionRelay.Portal.Doctor;

/// <summary>The portal's time-zone data (NodaTime's) against the system's: whichever is older does not know of the latest changes of clocks.</summary>
internal static class ZoneDataCheck
{
    private const string SystemData = "/usr/share/zoneinfo/tzdata.zi";
    private const string Begins = "# version ";

    public static Finding Look(Examined examined)
    {
        _ = examined;
        return Judge(TzdbDateTimeZoneSource.Default.TzdbVersion, SystemVersion());
    }

    /// <param name="ours">Of the program, such as <c>2026a</c>.</param>
    /// <param name="system">Of the system; null when it doesn't tell.</param>
    public static Finding Judge(string ours, string? system) => system is null
        ? Finding.NotApplicable($"the portal has time-zone data {ours}; the system's tells no version, and nothing here reads it")
        : string.CompareOrdinal(system, ours) switch
        {
            0 => Finding.Ok($"time-zone data {ours}, here and in the system"),
            > 0 => Finding.Warning($"the portal's time-zone data {ours} is older than the system's {system}", "Update this program: where clocks are changed by a law since then, it would show and book the old time."),
            < 0 => Finding.Warning($"the system's time-zone data {system} is older than the portal's {ours}", "Update the package tzdata: the portal is right by itself, but other programs on this machine (PostgreSQL, calendars) may show another time."),
        };

    private static string? SystemVersion()
    {
        if (!File.Exists(SystemData)) return null;
        using var file = File.OpenText(SystemData);
        return file.ReadLine() is { } line && line.StartsWith(Begins, StringComparison.Ordinal) ? line[Begins.Length..].Trim() : null;
    }
}
