using System.Globalization;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;

namespace SessionRelay.Portal.Data.Reminders;

/// <summary>What a message tells, as it stands in <c>Reminder.Kind</c>.</summary>
internal static class ReminderKinds
{
    public const string Booked = "booked";
    public const string Cancelled = "cancelled";
    public const string ChangedStart = "changed-";

    /// <summary>What the booking's present time and length are news of.</summary>
    public static string NewsOf(Booking booking) => booking.Sequence == 0 ? Booked : ChangedStart + booking.Sequence.ToString(CultureInfo.InvariantCulture);

    public static string Of(Duration lead) => ((int)lead.TotalMinutes).ToString(CultureInfo.InvariantCulture);

    public static bool IsNews(string kind) => kind == Booked || kind.StartsWith(ChangedStart, StringComparison.Ordinal);
}
