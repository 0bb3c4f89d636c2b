using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Pages.Shared;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>Check, then move: this one, or this and all later ones of its series.</summary>
[Once]
[Mine<Booking>]
internal sealed class MoveCheckModel(PartyFinder people, BookingDesk desk, BookingLists lists, PageLinks links) : MovePage(people, desk, lists, links)
{
    [BindProperty]
    public bool WithLater { get; set; }

    /// <summary>As on the page to cancel: what was free when it was read is not charged unsaid.</summary>
    [BindProperty]
    public bool SaidFree { get; set; }

    public WeeklySeries? Series { get; private set; }

    [TempData]
    public string? Told { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        WithLater = Draft.WithLater && Listed.HasLater;
        return await ShowAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        SeriesChoices.Read(Request.Form, Draft.Instead);
        Draft.WithLater = WithLater;
        await SaveAsync();
        if (SaidFree && Timing != ChangeTiming.InTime)
            return await ShowAsync($"Since you opened this page the time has come when moving may cost the practice's fee: {Window} before the session. Nothing has moved yet.");
        var outcome = await Desk.MoveAsync(Booking, Draft.Start!.Value, WithLater, Party.Holder, Party.Zone, byStaff: false, Draft.Instead, Cancel);
        if (outcome is null) return Redirect(Links.To<IndexModel>());
        if (!outcome.IsBooked) return await ShowAsync(outcome.Series is null ? ClientWords.Of(outcome) : "Some of the dates are not free. Nothing has moved yet: choose other times for them.");
        await DiscardAsync();
        Told = outcome.Bookings.Count == 1 ? "Your session is moved." : $"Your {outcome.Bookings.Count} sessions are moved.";
        return Redirect(Links.To<IndexModel>());
    }

    private async Task<IActionResult> ShowAsync(string? problem = null)
    {
        if (problem is not null) ModelState.AddModelError("", problem);
        if (WithLater) Series = await Desk.PlanMoveAsync(Booking, Draft.Start!.Value, Party.Holder, Party.Zone, byStaff: false, Draft.Instead, Cancel);
        return Page();
    }
}
