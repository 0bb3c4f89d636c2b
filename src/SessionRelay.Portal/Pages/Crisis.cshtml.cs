using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Journeys.Clients;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>Whom to call now. Needs no script, no account and no database: it is made of <see cref="Practice.IPracticeFacts"/> alone, and nobody is asked who they are. Staff hear afterwards of a client who opened it.</summary>
[PublicPage]
[WithoutAccount]
internal sealed class CrisisModel(DangerCalls calls) : PageModel
{
    public void OnGet() => calls.Hear(HttpContext);
}
