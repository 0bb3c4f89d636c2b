using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace SessionRelay.Portal.Web;

/// <summary>Times as people read them: always with the day, and with the zone where it could be another's. <c>Tuesday 22 December, 6:00 pm, Pacific Time</c>.</summary>
internal static class TimeWords
{
    private static readonly LocalDatePattern DayPattern = LocalDatePattern.Create("dddd d MMMM", CultureInfo.InvariantCulture);
    private static readonly LocalDatePattern DayAndYearPattern = LocalDatePattern.Create("dddd d MMMM uuuu", CultureInfo.InvariantCulture);
    private static readonly LocalTimePattern ClockPattern = LocalTimePattern.Create("h:mm tt", CultureInfo.InvariantCulture);

    /// <param name="now">The year is said when it is not this moment's.</param>
    public static string Full(Instant moment, DateTimeZone zone, Instant now) => $"{DayAndClock(moment, zone, now)}, {ZoneWords.Of(zone)}";

    public static string DayAndClock(Instant moment, DateTimeZone zone, Instant now)
    {
        var time = moment.InZone(zone);
        return $"{Day(time.Date, now.InZone(zone).Year)}, {Clock(moment, zone)}";
    }

    public static string Day(LocalDate date, int thisYear) => (date.Year == thisYear ? DayPattern : DayAndYearPattern).Format(date);

    /// <summary><c>6:00 pm</c>; in an hour that the clock shows twice also which of the two: <c>1:30 am EDT</c>.</summary>
    public static string Clock(Instant moment, DateTimeZone zone)
    {
        var time = moment.InZone(zone);
        var clock = Clock(time.TimeOfDay);
        return zone.MapLocal(time.LocalDateTime).Count > 1 ? $"{clock} {time.GetZoneInterval().Name}" : clock;
    }

    public static string Clock(LocalTime time) => ClockPattern.Format(time).ToLowerInvariant();
}
