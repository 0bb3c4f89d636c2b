using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Practice;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Pages;

/// <summary>Where a single-use link leads. Opening it changes nothing; the button uses it up.</summary>
[EnableRateLimiting(SignInLimits.Policy)]
internal sealed class EnterModel(UnitOfWork work, IPracticeFacts practice, SignInLinks links, SignInManager<PortalUser> signIn, Homes homes, NodePhase phase) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "token")]
    public string? Token { get; set; }

    [BindProperty(SupportsGet = true, Name = "then")]
    public string? Then { get; set; }

    [BindProperty]
    [OneLine]
    [StringLength(100, ErrorMessage = "Write at most 100 characters.")]
    public string? Name { get; set; }

    [BindProperty]
    [EmailShape]
    public string? Email { get; set; }

    public SignInLink? Link { get; private set; }

    /// <summary>The owner's set-up: nobody knows yet who that is.</summary>
    public bool AsksForAddress => Link is { Purpose: LinkPurpose.OwnerSetup, UserId: null };

    public async Task OnGetAsync(CancellationToken cancel) => Link = await links.FindAsync(Token, cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Link = await links.FindAsync(Token, cancel);
        if (Link is null) return Page();
        if (AsksForAddress && string.IsNullOrWhiteSpace(Email)) ModelState.AddModelError(nameof(Email), "Write your e-mail address.");
        if (AsksForAddress && string.IsNullOrWhiteSpace(Name)) ModelState.AddModelError(nameof(Name), "Write your name.");
        if (!ModelState.IsValid) return Page();
        await using var together = await work.Db.Database.BeginTransactionAsync(cancel); // no owner is made of a link that somebody else has used meanwhile
        if (await UserAsync() is not { } user) return Page();
        if (await links.TakeAsync(Token, cancel) is null)
        {
            Link = null; // somebody was quicker
            return Page();
        }

        await together.CommitAsync(cancel);
        await signIn.SignInAsync(user, phase.IsDemo && Link.Purpose == LinkPurpose.SignIn ? Proof.Demo : Proof.Link);
        return Redirect(homes.Of(user, Url.IsLocalUrl(Then) ? Then : null));
    }

    private async Task<PortalUser?> UserAsync()
    {
        if (Link!.UserId is { } id) return await signIn.UserManager.FindByIdAsync(id.ToString());
        var owner = new PortalUser { Email = Email!.Trim(), EmailConfirmed = true, Roles = PortalRole.Owner };
        var made = await signIn.UserManager.CreateAsync(owner);
        if (made.Succeeded)
        {
            work.Db.Staff.Add(new StaffMember { UserId = owner.Id, Roles = PortalRole.Owner, Name = Name!.Trim(), Zone = practice.Current.Zone });
            await work.Db.SaveChangesAsync(HttpContext.RequestAborted);
            return owner;
        }

        ModelState.AddModelError(nameof(Email), "This address can't be used. Is it somebody else's here already?");
        return null;
    }
}
