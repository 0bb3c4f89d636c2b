using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Shared;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>When: the free times of a week on the client's calendar. Choosing one keeps it while the answers are checked.</summary>
internal sealed class TimeModel(PartyFinder people, BookingDesk desk, EarlierTimes earlier, IClock clock, PageLinks links) : BookingPage(people, desk, links)
{
    [BindProperty]
    public Instant? Start { get; set; }

    [BindProperty(SupportsGet = true)]
    public LocalDate? From { get; set; }

    public FreeTimesList Times { get; private set; } = null!;

    [TempData]
    public string? Told { get; set; }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ?? await ShowAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        if (Start is null && ModelState.IsValid) ModelState.AddModelError("", "Choose one of the times.");
        if (!ModelState.IsValid) return await ShowAsync();
        if (await Desk.ProblemAsync(Wish, Cancel) is { } problem) return await ShowAsync(problem);
        var kept = await Desk.HoldAsync(Wish, Start!.Value, Cancel);
        if (kept.JustTaken || !kept.Refused.IsFree) return await ShowAsync(ClientWords.Of(kept));
        if (Draft.Start != Start) Draft.Instead = [];
        Draft.Start = Start;
        return await ContinueAsync();
    }

    public async Task<IActionResult> OnPostTellAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        var horizon = clock.GetCurrentInstant() + (await Desk.PolicyAsync(Cancel)).Horizon;
        Told = await earlier.AskAsync(Party.Client, Offer.Id, null, Draft.Minutes, horizon, Cancel)
            ? "We tell you by e-mail as soon as a time opens." : "You have asked for many times already. Please call us.";
        return Redirect(Links.To<TimeModel>());
    }

    private async Task<IActionResult> ShowAsync(string? problem = null)
    {
        if (problem is not null) ModelState.AddModelError("", problem);
        Times = new FreeTimesList(await Desk.FreeTimesAsync(Wish, From, Party.Zone, null, Cancel), IsChange ? "change=true&" : "", Draft.Start);
        return Page();
    }
}
