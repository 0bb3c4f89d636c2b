using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;

namespace SessionRelay.Portal.Pages.Account;

/// <summary>Staff who came by an invitation choose their way in before they see anything else.</summary>
internal sealed class SecureModel : PageModel
{
    public IActionResult OnGet() => PortalRoles.IsStaff(User) ? Page() : NotFound();
}
