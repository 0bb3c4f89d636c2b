using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Therapist;

/// <summary>Where a therapist is called into their sessions: their own number, and nobody else's.</summary>
[Once]
internal sealed class OwnNumberModel(TodayList today, HostPhones phones, CallNumbers numbers, PageLinks links) : PageModel
{
    [BindProperty]
    [StringLength(32, ErrorMessage = "Use at most 32 characters.")]
    public string? Number { get; set; }

    public bool IsStaff { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (await today.TherapistAsync(PortalRoles.IdOf(User), cancel) is not { } member) return;
        IsStaff = true;
        Number = PhoneWords.OrNull(member.Phone?.Value);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        IsStaff = true;
        var number = PhoneFields.Read(ModelState, nameof(Number), Number, numbers.Country);
        if (!ModelState.IsValid) return Page();
        return await phones.ChangeAsync(PortalRoles.IdOf(User), number, cancel) ? Redirect(links.To<TodayModel>()) : NotFound();
    }
}
