using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Therapist;

/// <summary>A therapist's calendar feed: make its address, or end it.</summary>
internal sealed class FeedModel(TodayList today, CalendarFeeds feeds, PageLinks links) : PageModel
{
    /// <summary>The new address, on the one page that ever shows it.</summary>
    public string? Address { get; private set; }

    public Instant? MadeAt { get; private set; }

    public bool IsTherapist { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel);

    public async Task<IActionResult> OnPostMakeAsync(CancellationToken cancel)
    {
        if (await today.TherapistAsync(PortalRoles.IdOf(User), cancel) is not { } therapist) return NotFound();
        Address = $"{links.Origin}{FeedEndpoint.PathOf(await feeds.MakeAsync(therapist.Id, cancel))}";
        await LoadAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostEndAsync(CancellationToken cancel)
    {
        if (await today.TherapistAsync(PortalRoles.IdOf(User), cancel) is not { } therapist) return NotFound();
        await feeds.RevokeAsync(therapist.Id, cancel);
        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        if (await today.TherapistAsync(PortalRoles.IdOf(User), cancel) is not { } therapist) return;
        IsTherapist = true;
        MadeAt = (await feeds.OfAsync(therapist.Id, cancel))?.CreatedAt;
    }
}
