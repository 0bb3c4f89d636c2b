using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;
using Person = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Staff.Calendar;

/// <summary>Staff books a session for a client: also sooner than the notice, as the two have agreed.</summary>
[Mine<Person>]
[Once]
internal sealed class BookModel(UnitOfWork work, PartyFinder people, BookingDesk desk, PageLinks links) : SessionWishPage(work, people, desk)
{
    [TempData]
    public string? Told { get; set; }

    public async Task<IActionResult> OnGetAsync() => await ShowAsync(null);

    public async Task<IActionResult> OnPostAsync()
    {
        if (Start is null && ModelState.IsValid) ModelState.AddModelError("", "Choose one of the times.");
        if (!ModelState.IsValid || await WishAsync() is not { } wish) return await ShowAsync(null);
        if (await Desk.ProblemAsync(wish, Cancel) is { } problem) return await ShowAsync(problem);
        var outcome = await Desk.BookAsync(wish, Start!.Value, 1, DateTimeZone.Utc, null, Cancel);
        if (!outcome.IsBooked) return await ShowAsync(ClientWords.Of(outcome));
        Told = "The session is booked.";
        return Redirect(links.To<BookingModel>(new { id = outcome.Bookings[0].Id }));
    }
}
