using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>First of two steps: password, then a code. Whatever is wrong, the answer is the same, and takes the same work.</summary>
[EnableRateLimiting(SignInLimits.Policy)]
internal sealed class StaffSignInModel(SignInManager<PortalUser> signIn, PageLinks links, PasswordWork work) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Write your e-mail address.")]
    [EmailShape]
    public string? Email { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write your password.")]
    [StringLength(PasswordWork.Longest, ErrorMessage = "This is longer than any password here.")]
    public string? Password { get; set; }

    [BindProperty(SupportsGet = true, Name = "then")]
    public string? Then { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid) return Page();
        var user = await signIn.UserManager.FindByEmailAsync(Email!.Trim());
        if (user is null || !PortalRoles.IsStaff(user) || !user.TwoFactorEnabled || user.PasswordHash is null)
        {
            work.DoAsFor(Password!);
            return Refuse();
        }

        var result = await signIn.PasswordSignInAsync(user, Password!, isPersistent: false, lockoutOnFailure: true);
        return result.RequiresTwoFactor ? Redirect(links.To<SecondStepModel>(new { then = Url.IsLocalUrl(Then) ? Then : null })) : Refuse();
    }

    private PageResult Refuse()
    {
        ModelState.AddModelError("", "Address and password do not fit together, or there were too many tries: then it works again in 10 minutes.");
        return Page();
    }
}
