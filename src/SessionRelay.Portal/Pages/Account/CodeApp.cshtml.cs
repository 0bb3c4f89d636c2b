using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QRCoder;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Pages.Account;

/// <summary>Sets a password, an app's code (RFC 6238) and recovery codes, all or nothing. For staff alone: clients have no passwords.</summary>
internal sealed class CodeAppModel(SignInManager<PortalUser> signIn, IUserStore<PortalUser> store, IPracticeFacts practice, Homes homes) : PageModel
{
    private const int RecoveryCodes = 10;

    private readonly UserManager<PortalUser> users = signIn.UserManager;

    [BindProperty]
    [Required(ErrorMessage = "Write a password.")]
    [StringLength(PasswordWork.Longest, MinimumLength = 12, ErrorMessage = "Write at least 12 characters, and at most 256.")]
    public string? Password { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the code that the app shows.")]
    [StringLength(16, ErrorMessage = "The code has six digits.")]
    public string? Code { get; set; }

    public string Key { get; private set; } = "";

    /// <summary>SVG of the app's address.</summary>
    public string Picture { get; private set; } = "";

    public IReadOnlyList<string>? Recovery { get; private set; }

    public string Home { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        var user = (await users.GetUserAsync(User))!;
        if (!PortalRoles.IsStaff(user)) return NotFound();
        if (!MayChange(user)) return Forbid();
        // Who has set it up already keeps the old key until the new one has been shown to work.
        if (!user.TwoFactorEnabled || await users.GetAuthenticatorKeyAsync(user) is null) await EnsureKeyAsync(user);
        return await ShowAsync(user);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var user = (await users.GetUserAsync(User))!;
        if (!PortalRoles.IsStaff(user)) return NotFound();
        if (!MayChange(user)) return Forbid();
        if (ModelState.IsValid && !await users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, Code!.Replace(" ", "")))
            ModelState.AddModelError(nameof(Code), "This is not the code for the key above, or no longer. Wait for the next one.");
        if (!ModelState.IsValid) return await ShowAsync(user);

        if (user.PasswordHash is not null) await users.RemovePasswordAsync(user);
        var set = await users.AddPasswordAsync(user, Password!);
        if (!set.Succeeded)
        {
            ModelState.AddModelError(nameof(Password), "This password can't be used. Write at least 12 characters.");
            return await ShowAsync(user);
        }

        await users.SetTwoFactorEnabledAsync(user, true);
        Recovery = [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes))!];
        await signIn.SignInAsync(user, Proof.PasswordAndCode);
        Home = homes.Of(user, null);
        return Page();
    }

    /// <summary>An invitation sets up the first way in, and never replaces one: for that one comes in by a strong one.</summary>
    private bool MayChange(PortalUser user) => !user.TwoFactorEnabled || Proof.IsStrong(User);

    /// <summary>A first key opens nothing until its code was shown, so it is no reason for Identity's reset, which ends this person's other sign-ins: looking at a page must not.</summary>
    private async Task EnsureKeyAsync(PortalUser user)
    {
        if (await users.GetAuthenticatorKeyAsync(user) is not null) return;
        await ((IUserAuthenticatorKeyStore<PortalUser>)store).SetAuthenticatorKeyAsync(user, users.GenerateNewAuthenticatorKey(), HttpContext.RequestAborted);
        await users.UpdateAsync(user);
    }

    private async Task<IActionResult> ShowAsync(PortalUser user)
    {
        var key = (await users.GetAuthenticatorKeyAsync(user))!;
        Key = string.Join(' ', key.Chunk(4).Select(part => new string(part)));
        var name = Uri.EscapeDataString(practice.Current.Name);
        using var data = QRCodeGenerator.GenerateQrCode($"otpauth://totp/{name}:{Uri.EscapeDataString(user.Email ?? "")}?secret={key}&issuer={name}&digits=6", QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        Picture = code.GetGraphic(4, "#000000", "#ffffff", drawQuietZones: false, SvgQRCode.SizingMode.ViewBoxAttribute);
        return Page();
    }
}
