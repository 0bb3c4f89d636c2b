using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Staff;

/// <summary>Adds a member of staff, and invites them at once.</summary>
[Once]
internal sealed class AddModel(StaffDeeds deeds, PageLinks links) : MemberFields
{
    [BindProperty]
    [Required(ErrorMessage = "Write their e-mail address.")]
    [EmailShape]
    public string? Email { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Check();
        if (!ModelState.IsValid) return Page();
        var (member, problem) = await deeds.AddAsync(Name!.Trim(), TextOrNull(JobTitle), Zone!, RolesTogether, Email!.Trim(), cancel);
        if (member is null)
        {
            ModelState.AddModelError(nameof(Email), problem!);
            return Page();
        }

        Told = InvitedWords(await deeds.InviteAsync(member, token => links.Absolute<EnterModel>(new { token }), cancel));
        return Redirect(links.To<MemberModel>(new { id = member.Id }));
    }

    public static string InvitedWords(string? link) => link is null
        ? "An invitation is on its way. Its link works once, within 7 days."
        : $"Mail is off, so hand this link to them yourself. It works once, within 7 days: {link}";
}
