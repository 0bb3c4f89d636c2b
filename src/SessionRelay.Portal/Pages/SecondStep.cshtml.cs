using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>Second of two steps: the app's code (RFC 6238), or one of the codes on paper.</summary>
[EnableRateLimiting(SignInLimits.Policy)]
internal sealed class SecondStepModel(SignInManager<PortalUser> signIn, PageLinks links, Homes homes) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Write the code.")]
    [StringLength(32, ErrorMessage = "This is longer than any code.")]
    public string? Code { get; set; }

    [BindProperty(SupportsGet = true, Name = "then")]
    public string? Then { get; set; }

    public async Task<IActionResult> OnGetAsync() =>
        await signIn.GetTwoFactorAuthenticationUserAsync() is null ? Redirect(links.To<StaffSignInModel>()) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user) return Redirect(links.To<StaffSignInModel>());
        if (!ModelState.IsValid) return Page();
        var users = signIn.UserManager;
        var code = Code!.Replace(" ", "");
        var isRight = !await users.IsLockedOutAsync(user)
            && (await users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, code) || (await users.RedeemTwoFactorRecoveryCodeAsync(user, code)).Succeeded);
        if (!isRight)
        {
            await users.AccessFailedAsync(user);
            ModelState.AddModelError(nameof(Code), "This code is not right, or no longer. Wait for the next one, or use a recovery code.");
            return Page();
        }

        await users.ResetAccessFailedCountAsync(user);
        await HttpContext.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await signIn.SignInAsync(user, Proof.PasswordAndCode);
        return Redirect(homes.Of(user, Url.IsLocalUrl(Then) ? Then : null));
    }
}
