using System.Collections.Frozen;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>The regions that pages offer, by name, with the zone that most of each one's people live in (IANA; from the zone data's own list of places).</summary>
internal static class Regions
{
    private static readonly (string Code, string Name, string Zone)[] Known =
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
        ("CA-AB", "Alberta, Canada", "America/Edmonton"), ("CA-BC", "British Columbia, Canada", "America/Vancouver"), ("CA-MB", "Manitoba, Canada", "America/Winnipeg"),
        ("CA-NB", "New Brunswick, Canada", "America/Moncton"), ("CA-NL", "Newfoundland and Labrador, Canada", "America/St_Johns"), ("CA-NT", "Northwest Territories, Canada", "America/Edmonton"),
        ("CA-NS", "Nova Scotia, Canada", "America/Halifax"), ("CA-NU", "Nunavut, Canada", "America/Iqaluit"), ("CA-ON", "Ontario, Canada", "America/Toronto"),
        ("CA-PE", "Prince Edward Island, Canada", "America/Halifax"), ("CA-QC", "Quebec, Canada", "America/Toronto"), ("CA-SK", "Saskatchewan, Canada", "America/Regina"), ("CA-YT", "Yukon, Canada", "America/Whitehorse"),
        ("AU", "Australia", "Australia/Sydney"), ("AT", "Austria", "Europe/Vienna"), ("BE", "Belgium", "Europe/Brussels"), ("BG", "Bulgaria", "Europe/Sofia"), ("HR", "Croatia", "Europe/Zagreb"),
        ("CY", "Cyprus", "Asia/Nicosia"), ("CZ", "Czechia", "Europe/Prague"), ("DK", "Denmark", "Europe/Copenhagen"), ("EE", "Estonia", "Europe/Tallinn"), ("FI", "Finland", "Europe/Helsinki"),
        ("FR", "France", "Europe/Paris"), ("DE", "Germany", "Europe/Berlin"), ("GR", "Greece", "Europe/Athens"), ("HU", "Hungary", "Europe/Budapest"), ("IS", "Iceland", "Atlantic/Reykjavik"),
        ("IN", "India", "Asia/Kolkata"), ("IE", "Ireland", "Europe/Dublin"), ("IL", "Israel", "Asia/Jerusalem"), ("IT", "Italy", "Europe/Rome"), ("JP", "Japan", "Asia/Tokyo"),
        ("LV", "Latvia", "Europe/Riga"), ("LI", "Liechtenstein", "Europe/Vaduz"), ("LT", "Lithuania", "Europe/Vilnius"), ("LU", "Luxembourg", "Europe/Luxembourg"), ("MT", "Malta", "Europe/Malta"),
        ("MX", "Mexico", "America/Mexico_City"), ("NL", "Netherlands", "Europe/Amsterdam"), ("NZ", "New Zealand", "Pacific/Auckland"), ("NO", "Norway", "Europe/Oslo"), ("PL", "Poland", "Europe/Warsaw"),
        ("PT", "Portugal", "Europe/Lisbon"), ("RO", "Romania", "Europe/Bucharest"), ("SG", "Singapore", "Asia/Singapore"), ("SK", "Slovakia", "Europe/Bratislava"), ("SI", "Slovenia", "Europe/Ljubljana"),
        ("ZA", "South Africa", "Africa/Johannesburg"), ("ES", "Spain", "Europe/Madrid"), ("SE", "Sweden", "Europe/Stockholm"), ("CH", "Switzerland", "Europe/Zurich"), ("GB", "United Kingdom", "Europe/London"),
    ];

    private static readonly FrozenDictionary<string, (string Name, string Zone)> ByCode = Known.ToFrozenDictionary(region => region.Code, region => (region.Name, region.Zone));

    /// <summary>States of the United States first, then others; last, for whoever is in none of them, <see cref="Region.Elsewhere"/>.</summary>
    public static IReadOnlyList<Region> All { get; } = [.. Known.Select(region => Region.Parse(region.Code)), Region.Elsewhere];

    /// <summary>Its code where no name is known: a licence may be for any region.</summary>
    public static string Name(Region region) =>
        region == Region.Elsewhere ? "another country or region" : ByCode.TryGetValue(region.Code, out var known) ? known.Name : region.Code;

    /// <summary>Null where none is known.</summary>
    public static string? ZoneOf(Region region) => ByCode.TryGetValue(region.Code, out var known) ? known.Zone : null;
}
