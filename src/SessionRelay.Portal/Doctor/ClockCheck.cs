using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;

namespace SessionRelay.Portal.Doctor;

/// <summary>Whether this machine's clock is kept: tickets, links and appointments hold from a time to a time. Asked of the kernel, and of the database's server where there is one.</summary>
internal static partial class ClockCheck
{
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(2); // nobody notices
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60); // above it tickets of other software are too early or expired

    public static async Task<Finding> LookAsync(Examined examined, CancellationToken cancel)
    {
        var kernel = Judge(IsSynchronized());
        if (!examined.IsPostgres) return kernel;
        try
        {
            var server = Judge(await DatabaseServer.ClockAheadAsync(examined.Settings.Data.Postgres, examined.Time, cancel));
            return kernel.Mark == Mark.NotApplicable ? server : Finding.Together(kernel, server);
        }
        catch (Exception unreached) when (unreached is NpgsqlException or ArgumentException)
        {
            return kernel; // the check of the database tells it
        }
    }

    /// <param name="isSynchronized">Null when the kernel doesn't tell.</param>
    public static Finding Judge(bool? isSynchronized) => isSynchronized switch
    {
        true => Finding.Ok("the kernel says that something keeps the clock by others' time; by how much it is off is not known from here"),
        false => Finding.Warning(
            "nothing keeps the clock by others' time, as far as the kernel knows; by how much it is off is not known from here",
            "Install one of chrony, systemd-timesyncd, ntpd (timedatectl set-ntp true). A virtual machine whose host keeps its clock may leave it."),
        null => Finding.NotApplicable("this system does not tell whether its clock is kept"),
    };

    /// <param name="ahead">How much the database's server is ahead; negative: behind.</param>
    public static Finding Judge(TimeSpan ahead)
    {
        var seconds = ahead.Duration().TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var says = $"this clock and that of the database's server are {seconds} s apart";
        const string Next = "One of the two is wrong: let chrony or systemd-timesyncd keep both.";
        return ahead.Duration() > Most ? Finding.Failure(says, Next) : ahead.Duration() > Tolerated ? Finding.Warning(says, Next) : Finding.Ok(says);
    }

    /// <summary>adjtimex(2) with nothing to change: chrony, timesyncd and ntpd all leave their word there, and no right is needed.</summary>
    private static unsafe bool? IsSynchronized()
    {
        const int StatusOffset = 40; // struct timex on 64-bit Linux: modes (padded), offset, freq, maxerror, esterror, status
        const int Unsynchronized = 0x40; // STA_UNSYNC
        var timex = stackalloc byte[256]; // it has 208
        new Span<byte>(timex, 256).Clear();
        return AdjustTime(timex) < 0 ? null : (*(int*)(timex + StatusOffset) & Unsynchronized) == 0;
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static unsafe partial int AdjustTime(byte* timex);
}
