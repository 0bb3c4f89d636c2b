using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Journeys.Intake;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Intake;

/// <summary>Somebody may be in danger: how to reach them, and what was done.</summary>
[Mine<SafetyFlag>]
[Once]
internal sealed class FlagModel(RequestDeeds deeds, OpenFlags flags, PageLinks links) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Write what was done: whom you reached, and what you agreed on.")]
    [StringLength(2000, ErrorMessage = "Say it in at most 2,000 characters.")]
    public string? Note { get; set; }

    public SafetyFlag Flag => Mine.Of<SafetyFlag>(HttpContext);

    public FlaggedPerson Person { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancel) => Person = await flags.PersonAsync(Flag, cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
        {
            Person = await flags.PersonAsync(Flag, cancel);
            return Page();
        }

        await deeds.SeenAsync(Flag.Id, Note!.Trim(), cancel);
        return Redirect(links.To<IndexModel>());
    }
}
