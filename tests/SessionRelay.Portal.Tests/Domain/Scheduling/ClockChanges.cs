using NodaTime;

namespace SessionRelay.Portal.Tests.Domain.Scheduling;

/// <summary>The changes of the clock of 2026 and 2027 in zones that change it differently, or not at all.</summary>
internal static class ClockChanges
{
    public static readonly string[] Zones = ["America/New_York", "America/Phoenix", "Europe/London", "Australia/Sydney", "Asia/Kolkata", "Pacific/Chatham"];

    /// <summary>Zone and local date of each; of zones without a change, the dates of New York's.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var zone in Zones)
            {
                var own = DatesIn(zone);
                foreach (var date in own.Count > 0 ? own : DatesIn("America/New_York")) data.Add(zone, date.ToString("uuuu'-'MM'-'dd", null));
            }

            return data;
        }
    }

    public static IReadOnlyList<LocalDate> DatesIn(string zone)
    {
        var dates = new List<LocalDate>();
        var end = Instant.FromUtc(2028, 1, 1, 0, 0);
        for (var period = Given.Zone(zone).GetZoneInterval(Instant.FromUtc(2026, 1, 1, 0, 0)); period.HasEnd && period.End < end; period = Given.Zone(zone).GetZoneInterval(period.End))
            dates.Add(period.IsoLocalEnd.Date);
        return dates;
    }
}
