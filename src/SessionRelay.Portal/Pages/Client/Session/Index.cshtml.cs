using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Session;

/// <summary>Mails lead here. There is one list of sessions, the bookings.</summary>
internal sealed class IndexModel(PageLinks links) : PageModel
{
    public IActionResult OnGet() => Redirect(links.To<Bookings.IndexModel>());
}
