using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Pages.Shared;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>Check your answers, then book. Of a series every date is looked at, and for one that is taken another can be chosen.</summary>
[Once]
internal sealed class CheckModel(PartyFinder people, BookingDesk desk, PageLinks links) : BookingPage(people, desk, links)
{
    public WeeklySeries? Series { get; private set; }

    public Instant? KeptUntil { get; private set; }

    public bool NeedsApproval { get; private set; }

    public Duration Window { get; private set; }

    public string Who => string.Join(", ", Wish.Others.Select(member => member.Name.Value).Prepend(Party.Client.Name.Value));

    [TempData]
    public string? Told { get; set; }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ?? await ShowAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        if (SeriesChoices.Read(Request.Form, Draft.Instead)) await SaveAsync();
        if (await Desk.ProblemAsync(Wish, Cancel) is { } problem) return await ShowAsync(problem);
        var outcome = await Desk.BookAsync(Wish, Draft.Start!.Value, Draft.Weeks, Party.Zone, Draft.Instead, Cancel);
        if (!outcome.IsBooked) return await ShowAsync(outcome.Series is null ? ClientWords.Of(outcome) : "Some of the dates are not free. Nothing is booked yet: choose other times for them.");
        await DiscardAsync();
        Told = (await Desk.PolicyAsync(Cancel)).NeedsApproval
            ? "We have your request. You hear from us as soon as it is approved."
            : outcome.Bookings.Count == 1 ? "Your session is booked." : $"Your {outcome.Bookings.Count} sessions are booked.";
        return Redirect(Links.To<IndexModel>());
    }

    private async Task<IActionResult> ShowAsync(string? problem = null)
    {
        if (problem is not null) ModelState.AddModelError("", problem);
        var policy = await Desk.PolicyAsync(Cancel);
        (NeedsApproval, Window) = (policy.NeedsApproval, policy.CancellationWindow);
        if (Draft.Weeks > 1) Series = await Desk.PlanAsync(Wish, Draft.Start!.Value, Draft.Weeks, Party.Zone, Draft.Instead, Cancel);
        KeptUntil = await Desk.KeptUntilAsync(Wish, Draft.Start!.Value, Cancel);
        return Page();
    }
}
