using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Account;

/// <summary>How a person signs in: passkeys, and for staff a password with code.</summary>
internal sealed class IndexModel(SignInManager<PortalUser> signIn, Passkeys passkeys, IPracticeFacts practice, PageLinks links, TimeProvider clock, ViewerZone viewer) : PageModel
{
    public IReadOnlyList<(string Id, string Name)> Keys { get; private set; } = [];

    public bool IsStaff { get; private set; }

    public bool HasCodes { get; private set; }

    [TempData]
    public string? Told { get; set; }

    public async Task<IActionResult> OnGetAsync() => await ShowAsync(await UserAsync());

    public async Task<IActionResult> OnPostOptionsAsync() => Content(await passkeys.BeginAddingAsync(await UserAsync(), practice.Current.Name), "application/json");

    public async Task<IActionResult> OnPostAddAsync(string? credential)
    {
        var user = await UserAsync();
        var now = NodaTime.Instant.FromDateTimeOffset(clock.GetUtcNow());
        if (!await passkeys.AddAsync(user, credential, $"Passkey of {TimeWords.DayAndClock(now, viewer.Zone, now)}"))
        {
            ModelState.AddModelError("", "The passkey could not be added. Try again.");
            return await ShowAsync(user);
        }

        if (PortalRoles.IsStaff(user) && !Proof.IsStrong(User)) await signIn.SignInAsync(user, Proof.Passkey); // an invitation's first step is done
        Told = "The passkey is added. You can sign in with it from now on.";
        return Redirect(links.To<IndexModel>());
    }

    public async Task<IActionResult> OnPostRemoveAsync(string? key)
    {
        var user = await UserAsync();
        if (key is not { Length: < 2048 } || !Base64Url.IsValid(key)) return NotFound();
        var keys = await signIn.UserManager.GetPasskeysAsync(user);
        if (PortalRoles.IsStaff(user) && keys.Count == 1 && !user.TwoFactorEnabled)
        {
            ModelState.AddModelError("", "This is your only way in. Add another passkey, or a password with code, before you remove it.");
            return await ShowAsync(user);
        }

        await signIn.UserManager.RemovePasskeyAsync(user, Base64Url.DecodeFromChars(key));
        Told = "The passkey is removed.";
        return Redirect(links.To<IndexModel>());
    }

    public async Task<IActionResult> OnPostEverywhereAsync()
    {
        await signIn.UserManager.UpdateSecurityStampAsync(await UserAsync());
        await signIn.SignOutAsync();
        return Redirect(links.To<SignOutModel>());
    }

    private async Task<PortalUser> UserAsync() => (await signIn.UserManager.GetUserAsync(User))!;

    private async Task<IActionResult> ShowAsync(PortalUser user)
    {
        Keys = [.. (await signIn.UserManager.GetPasskeysAsync(user)).Select(key => (Base64Url.EncodeToString(key.CredentialId), key.Name ?? "Passkey"))];
        IsStaff = PortalRoles.IsStaff(user);
        HasCodes = user.TwoFactorEnabled;
        return Page();
    }
}
