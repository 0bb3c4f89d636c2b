using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Moving;

/// <summary>Where a client moves to.</summary>
internal sealed class WhereModel : JourneyPage<MovingDraft>
{
    public static readonly IReadOnlyList<Choice> Zones = [.. ZoneWords.Offered.Select(id => new Choice(id, ZoneWords.InList(id)))];

    protected override JourneyPlan<MovingDraft> Plan => MovingPlan.Plan;

    [BindProperty]
    [Required(ErrorMessage = "Say which state or region you move to.")]
    public string? Region { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Say which time it is there.")]
    public string? Zone { get; set; }

    public void OnGet() => (Region, Zone) = (Draft.Region, Draft.Zone);

    public async Task<IActionResult> OnPostAsync()
    {
        PlaceFields.Check(ModelState, nameof(Region), Region, nameof(Zone), Zone);
        if (!ModelState.IsValid) return Page();
        (Draft.Region, Draft.Zone) = (Region, Zone);
        return await ContinueAsync();
    }
}
