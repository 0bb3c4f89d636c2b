using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>The way out: by a button alone, as a link could be followed by a program.</summary>
internal sealed class SignOutModel(SignInManager<PortalUser> signIn, PageLinks links) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        await signIn.SignOutAsync();
        return Redirect(links.To<SignOutModel>());
    }
}
