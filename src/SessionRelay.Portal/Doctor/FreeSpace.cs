using System.Globalization;

namespace SessionRelay.Portal.Doctor;

/// <summary>Room on the disk of a folder.</summary>
internal static class FreeSpace
{
    private const long Least = 100L << 20; // bytes: a day's write-ahead log and a migration's copy of the largest table
    private const long Enough = 1L << 30; // bytes: weeks to notice it

    public static Finding Of(string folder) => Judge(folder, new DriveInfo(folder).AvailableFreeSpace);

    public static Finding Judge(string folder, long bytes)
    {
        var room = string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB are free on the disk of {folder}");
        return bytes < Least ? Finding.Failure(room, "Make room: when the disk is full, nothing can be booked and no session begins.")
            : bytes < Enough ? Finding.Warning(room, "Make room before it is full.")
            : Finding.Ok(room);
    }
}
