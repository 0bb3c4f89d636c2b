using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Moving;

/// <summary>Where a client moves to.</summary>
internal sealed class WhereModel(CarePeople people) : JourneyPage<MovingDraft>
{
    public static readonly IReadOnlyList<Choice> Zones = [.. ZoneWords.Offered.Select(id => new Choice(id, ZoneWords.InList(id)))];

    protected override JourneyPlan<MovingDraft> Plan => MovingPlan.Plan;

    [BindProperty]
    [Required(ErrorMessage = "Say which state or region you move to.")]
    public string? Region { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Say which time it is there.")]
    public string? Zone { get; set; }

    public IReadOnlyList<Choice> States { get; private set; } = [];

    public async Task OnGetAsync()
    {
        (Region, Zone) = (Draft.Region, Draft.Zone);
        await ShowAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Region is not null && !Domain.Care.Region.TryParse(Region, out _)) ModelState.AddModelError(nameof(Region), "Choose one of the list.");
        if (Zone is not null && !ZoneData.Current.TryGet(Zone, out _)) ModelState.AddModelError(nameof(Zone), "Choose one of the list.");
        if (!ModelState.IsValid)
        {
            await ShowAsync();
            return Page();
        }

        (Draft.Region, Draft.Zone) = (Region, Zone);
        return await ContinueAsync();
    }

    private async Task ShowAsync()
    {
        var own = await people.ClientOfAsync(PortalRoles.IdOf(User), HttpContext.RequestAborted);
        IEnumerable<Region> extra = own is null || Regions.UnitedStates.Contains(own.Region) ? [] : [own.Region];
        States = [.. Regions.UnitedStates.Concat(extra).Select(region => new Choice(region.Code, Regions.Name(region)))];
    }
}
