using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Care;

namespace SessionRelay.Portal.Pages;

/// <summary>Regions to choose from, the same on every page.</summary>
internal static class RegionWords
{
    public static IReadOnlyList<Choice> Offered { get; } = [.. Regions.All.Select(region => new Choice(region.Code, Upper(Regions.Name(region))))];

    public static bool IsOffered(string? code) => Region.TryParse(code, out var region) && Regions.All.Contains(region);

    public static string Of(Region region) => Regions.Name(region);

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
