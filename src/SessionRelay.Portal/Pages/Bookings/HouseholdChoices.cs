using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Bookings;

/// <summary>The members of a household as one chooses who takes part: by name, with who they are and the zone they live in.</summary>
internal static class HouseholdChoices
{
    public static Choice Of(HouseholdMember member) =>
        new($"{member.Id}", member.Name.Value, string.Join(", ", new[] { member.Relationship?.Value, ZoneWords.Of(member.Zone) }.OfType<string>()));
}
