using Microsoft.AspNetCore.Mvc.ModelBinding;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;

namespace SessionRelay.Portal.Pages;

/// <summary>Reads what was chosen of the lists of regions and time zones; posted by hand it may be anything.</summary>
internal static class PlaceFields
{
    private const string NotOffered = "Choose one of the list.";

    /// <summary>Says at its field what is in no list. What was not chosen at all is for the field's own rule.</summary>
    public static void Check(ModelStateDictionary state, string regionField, string? region)
    {
        if (region is not null && !RegionWords.IsOffered(region)) state.AddModelError(regionField, NotOffered);
    }

    /// <summary>The same of a zone too.</summary>
    public static void Check(ModelStateDictionary state, string regionField, string? region, string zoneField, string? zone)
    {
        Check(state, regionField, region);
        if (zone is not null && !ZoneData.Current.TryGet(zone, out _)) state.AddModelError(zoneField, NotOffered);
    }
}
