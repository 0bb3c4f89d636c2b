using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SessionRelay.Portal.Pages.Therapist;

/// <summary>What a therapist finds first is today.</summary>
internal sealed class IndexModel : PageModel
{
    public IActionResult OnGet() => RedirectToPage(Web.PageLinks.NameOf(typeof(TodayModel)));
}
