using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Intake;

/// <summary>Somebody may be in danger: how to reach them, and what was done.</summary>
[Mine<SafetyFlag>]
[Once]
internal sealed class FlagModel(RequestDeeds deeds, OpenFlags flags, UnitOfWork work, PageLinks links) : RacedPage
{
    [BindProperty]
    [Required(ErrorMessage = "Write what was done: whom you reached, and what you agreed on.")]
    [StringLength(2000, ErrorMessage = "Say it in at most 2,000 characters.")]
    public string? Note { get; set; }

    public SafetyFlag Flag { get; private set; } = null!;

    /// <summary>Others wrote while this person did: both stay.</summary>
    public bool AddsToTheirs { get; private set; }

    public FlaggedPerson Person { get; private set; } = null!;

    public Task OnGetAsync(CancellationToken cancel)
    {
        Version = StampOf(Mine.Of<SafetyFlag>(HttpContext));
        return ShowAsync(Mine.Of<SafetyFlag>(HttpContext), cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var flag = Mine.Of<SafetyFlag>(HttpContext);
        if (!ModelState.IsValid)
        {
            AddsToTheirs = flag.SeenAt is not null;
            await ShowAsync(flag, cancel);
            return Page();
        }

        try
        {
            await deeds.SeenAsync(flag, Version, Note!.Trim(), cancel);
            return Redirect(links.To<IndexModel>());
        }
        catch (LostRaceException)
        {
            var lost = await Races.TellAsync([flag], Version, null, cancel);
            Say($"{lost.Who} Nothing of yours was saved yet. What they wrote is below; save again to add yours to it.", lost.Stamp);
            AddsToTheirs = true;
            await ShowAsync(await work.Db.SafetyFlags.SingleAsync(known => known.Id == flag.Id, cancel), cancel);
            return Page();
        }
    }

    private async Task ShowAsync(SafetyFlag flag, CancellationToken cancel)
    {
        Flag = flag;
        Person = await flags.PersonAsync(flag, cancel);
    }
}
