using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages;

/// <summary>The door: a link by mail for clients, a passkey for everybody. The answer is the same whether an address is known or not.</summary>
[EnableRateLimiting(SignInLimits.Policy)]
internal sealed class SignInModel(LinkRequests requests, Passkeys passkeys, MailSettings mail, PageLinks links, Homes homes) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Write your e-mail address.")]
    [EmailShape]
    public string? Email { get; set; }

    [BindProperty(SupportsGet = true, Name = "then")]
    public string? Then { get; set; }

    public bool IsMailOn => mail.IsOn;

    public IActionResult OnPost()
    {
        if (!mail.IsOn) return Page();
        if (!ModelState.IsValid) return Page();
        var then = Url.IsLocalUrl(Then) ? Then : null;
        requests.Add(Email!.Trim(), token => links.Absolute<EnterModel>(new { token, then }));
        return Redirect(links.To<LinkSentModel>());
    }

    public async Task<IActionResult> OnPostOptionsAsync() => Content(await passkeys.BeginSignInAsync(), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential)
    {
        ModelState.Clear(); // this form has no address
        if (await passkeys.SignInAsync(credential) is { } user) return Redirect(homes.Of(user, Url.IsLocalUrl(Then) ? Then : null));
        ModelState.AddModelError("", "This passkey is not known here, or its time was over. Try again, or sign in another way.");
        return Page();
    }
}
