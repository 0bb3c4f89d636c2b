using System.Collections.Frozen;
using NodaTime;

namespace SessionRelay.Portal.Web;

/// <summary>What people call a time zone, and which ones a page offers.</summary>
internal static class ZoneWords
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["America/New_York"] = "Eastern Time",
        ["America/Detroit"] = "Eastern Time (Detroit)",
        ["America/Indiana/Indianapolis"] = "Eastern Time (Indiana)",
        ["America/Chicago"] = "Central Time",
        ["America/Denver"] = "Mountain Time",
        ["America/Boise"] = "Mountain Time (Boise)",
        ["America/Phoenix"] = "Arizona time",
        ["America/Los_Angeles"] = "Pacific Time",
        ["America/Anchorage"] = "Alaska time",
        ["Pacific/Honolulu"] = "Hawaii time",
        ["America/Puerto_Rico"] = "Puerto Rico time",
        ["Etc/UTC"] = "UTC",
        ["UTC"] = "UTC",
    }.ToFrozenDictionary();

    private static readonly string[] First =
        ["America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu"];

    /// <summary>Every zone that a person may live in, those of the United States first.</summary>
    public static IReadOnlyList<string> Offered { get; } =
    [
        .. First,
        .. DateTimeZoneProviders.Tzdb.Ids.Where(id => id.Contains('/') && !id.StartsWith("Etc/") && !id.StartsWith("US/") && !First.Contains(id)),
    ];

    public static string Of(DateTimeZone zone) => Of(zone.Id);

    /// <summary><c>Pacific Time</c>; of a zone without a name of its own its city: <c>Kolkata time</c>.</summary>
    public static string Of(string id) => Names.TryGetValue(id, out var name) ? name : $"{id[(id.LastIndexOf('/') + 1)..].Replace('_', ' ')} time";

    /// <summary>For a list: the region too where only the city is known.</summary>
    public static string InList(string id) => Names.TryGetValue(id, out var name) ? name : id.Replace("_", " ").Replace("/", " / ");
}
