using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Pages.Shared;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>To when a session moves.</summary>
[Mine<Booking>]
internal sealed class MoveModel(PartyFinder people, BookingDesk desk, BookingLists lists, PageLinks links) : MovePage(people, desk, lists, links)
{
    [BindProperty]
    public Instant? Start { get; set; }

    [BindProperty(SupportsGet = true)]
    public LocalDate? From { get; set; }

    public FreeTimesList Times { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ?? await ShowAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        if (Start is null && ModelState.IsValid) ModelState.AddModelError("", "Choose one of the times.");
        if (!ModelState.IsValid) return await ShowAsync();
        Draft.Instead = [];
        Draft.Start = Start;
        return await ContinueAsync();
    }

    private async Task<IActionResult> ShowAsync()
    {
        Times = new FreeTimesList(await Desk.FreeTimesAsync(Wish, From, Party.Zone, new HashSet<string> { Booking.Id.ToString() }, Cancel), "", Draft.Start);
        return Page();
    }
}
