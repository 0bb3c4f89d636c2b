using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Clients;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Staff;

/// <summary>Where somebody of a household is, and where their mails go: changed by whoever may add and remove them.</summary>
[Mine<HouseholdMember>]
[Once]
internal sealed class HouseholdMemberModel(HouseholdChanges changes, UnitOfWork work, PageLinks links) : RacedPage
{
    [BindProperty]
    [Required(ErrorMessage = "Write their e-mail address: their links go there.")]
    [EmailShape]
    public string? Email { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose the state or region where they are.")]
    public string? Region { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose their time zone.")]
    public string? Zone { get; set; }

    public HouseholdMember Member => Mine.Of<HouseholdMember>(HttpContext);

    public bool IsGuardian => Member.Role == HouseholdRole.Guardian;

    /// <summary>Said on the page of the household.</summary>
    [TempData]
    public string? Told { get; set; }

    public void OnGet() => (Version, Email, Region, Zone) = (StampOf(Member), Member.Email?.Value, Member.Region.Code, Member.Zone);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        PlaceFields.Check(ModelState, nameof(Region), Region, nameof(Zone), Zone);
        if (!ModelState.IsValid) return Page();
        var client = await work.Db.Clients.SingleAsync(known => known.Id == Member.ClientId, cancel);
        var change = await changes.ChangeAsync(client, Member, new MemberPlace(Email!.Trim(), Domain.Care.Region.Parse(Region!), Zone!), Version, cancel);
        if (change.IsAddressTaken) ModelState.AddModelError(nameof(Email), HouseholdModel.AddressTaken);
        if (change.Lost is { } lost) Say(lost.Words, lost.Stamp);
        if (!change.IsMade) return Page();
        Told = "Saved. Sessions to come go along.";
        return Redirect(links.To<HouseholdModel>(new { id = client.Id }));
    }
}
