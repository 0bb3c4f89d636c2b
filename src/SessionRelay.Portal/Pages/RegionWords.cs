using System.Collections.Frozen;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Forms;

namespace SessionRelay.Portal.Pages;

/// <summary>Regions that a page offers, with the zone that most of each one's people live in (IANA; from the zone data's own list of places).</summary>
internal static class RegionWords
{
    private static readonly (string Code, string Name, string Zone)[] All =
    [
        ("US-AL", "Alabama", "America/Chicago"), ("US-AK", "Alaska", "America/Anchorage"), ("US-AZ", "Arizona", "America/Phoenix"), ("US-AR", "Arkansas", "America/Chicago"),
        ("US-CA", "California", "America/Los_Angeles"), ("US-CO", "Colorado", "America/Denver"), ("US-CT", "Connecticut", "America/New_York"), ("US-DE", "Delaware", "America/New_York"),
        ("US-DC", "District of Columbia", "America/New_York"), ("US-FL", "Florida", "America/New_York"), ("US-GA", "Georgia", "America/New_York"), ("US-HI", "Hawaii", "Pacific/Honolulu"),
        ("US-ID", "Idaho", "America/Boise"), ("US-IL", "Illinois", "America/Chicago"), ("US-IN", "Indiana", "America/Indiana/Indianapolis"), ("US-IA", "Iowa", "America/Chicago"),
        ("US-KS", "Kansas", "America/Chicago"), ("US-KY", "Kentucky", "America/New_York"), ("US-LA", "Louisiana", "America/Chicago"), ("US-ME", "Maine", "America/New_York"),
        ("US-MD", "Maryland", "America/New_York"), ("US-MA", "Massachusetts", "America/New_York"), ("US-MI", "Michigan", "America/Detroit"), ("US-MN", "Minnesota", "America/Chicago"),
        ("US-MS", "Mississippi", "America/Chicago"), ("US-MO", "Missouri", "America/Chicago"), ("US-MT", "Montana", "America/Denver"), ("US-NE", "Nebraska", "America/Chicago"),
        ("US-NV", "Nevada", "America/Los_Angeles"), ("US-NH", "New Hampshire", "America/New_York"), ("US-NJ", "New Jersey", "America/New_York"), ("US-NM", "New Mexico", "America/Denver"),
        ("US-NY", "New York", "America/New_York"), ("US-NC", "North Carolina", "America/New_York"), ("US-ND", "North Dakota", "America/Chicago"), ("US-OH", "Ohio", "America/New_York"),
        ("US-OK", "Oklahoma", "America/Chicago"), ("US-OR", "Oregon", "America/Los_Angeles"), ("US-PA", "Pennsylvania", "America/New_York"), ("US-PR", "Puerto Rico", "America/Puerto_Rico"),
        ("US-RI", "Rhode Island", "America/New_York"), ("US-SC", "South Carolina", "America/New_York"), ("US-SD", "South Dakota", "America/Chicago"), ("US-TN", "Tennessee", "America/Chicago"),
        ("US-TX", "Texas", "America/Chicago"), ("US-UT", "Utah", "America/Denver"), ("US-VT", "Vermont", "America/New_York"), ("US-VA", "Virginia", "America/New_York"),
        ("US-WA", "Washington", "America/Los_Angeles"), ("US-WV", "West Virginia", "America/New_York"), ("US-WI", "Wisconsin", "America/Chicago"), ("US-WY", "Wyoming", "America/Denver"),
        ("CA-AB", "Alberta, Canada", "America/Edmonton"), ("CA-BC", "British Columbia, Canada", "America/Vancouver"), ("CA-ON", "Ontario, Canada", "America/Toronto"), ("CA-QC", "Quebec, Canada", "America/Toronto"),
        ("AU", "Australia", "Australia/Sydney"), ("GB", "United Kingdom", "Europe/London"), ("IE", "Ireland", "Europe/Dublin"), ("NZ", "New Zealand", "Pacific/Auckland"),
    ];

    private static readonly FrozenDictionary<string, (string Name, string Zone)> ByCode = All.ToFrozenDictionary(region => region.Code, region => (region.Name, region.Zone));

    public static IReadOnlyList<Choice> Offered { get; } = [.. All.Select(region => new Choice(region.Code, region.Name))];

    public static bool IsOffered(string? code) => code is not null && ByCode.ContainsKey(code);

    /// <summary>The region's name; its code where none is known here.</summary>
    public static string Of(Region region) => ByCode.TryGetValue(region.Code, out var known) ? known.Name : region.Code;

    /// <summary>Null where none is known.</summary>
    public static string? ZoneOf(string code) => ByCode.TryGetValue(code, out var known) ? known.Zone : null;
}
