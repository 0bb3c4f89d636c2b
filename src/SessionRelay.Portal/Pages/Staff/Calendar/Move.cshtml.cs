using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Pages.Shared;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Staff.Calendar;

/// <summary>Staff moves a booking, or it and all later ones of its series; times are on the therapist's clock, and nothing is charged.</summary>
[Mine<Booking>]
[Once]
internal sealed class MoveModel(UnitOfWork work, PartyFinder people, BookingDesk desk, PageLinks links) : PageModel
{
    [BindProperty]
    public Instant? Start { get; set; }

    [BindProperty(SupportsGet = true)]
    public LocalDate? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Later { get; set; }

    public Booking Booking => Mine.Of<Booking>(HttpContext);

    public FreeTimesList Times { get; private set; } = null!;

    [TempData]
    public string? Told { get; set; }

    private string Holder => PortalRoles.IdOf(User).ToString();

    public async Task<IActionResult> OnGetAsync() => await ShowAsync(null);

    public async Task<IActionResult> OnPostAsync()
    {
        if (Start is null && ModelState.IsValid) ModelState.AddModelError("", "Choose one of the times.");
        if (!ModelState.IsValid) return await ShowAsync(null);
        if (await desk.OfferAsync(Booking.TherapistId, HttpContext.RequestAborted) is not { } offer) return NotFound();
        var outcome = await desk.MoveAsync(Booking, Start!.Value, Later, Holder, offer.Zone, byStaff: true, null, HttpContext.RequestAborted);
        if (outcome is { IsBooked: true })
        {
            Told = outcome.Bookings.Count == 1 ? "The session is moved." : $"{outcome.Bookings.Count} sessions are moved.";
            return Redirect(links.To<BookingModel>(new { id = Booking.Id }));
        }

        return await ShowAsync(outcome is null ? "It can't be moved any more." : outcome.Series is { } series
            ? $"Nothing has moved, since {string.Join("; ", series.Dates.Where(date => !date.Verdict.IsFree).Select(date => $"{TimeWords.Day(date.Local.Date, 0)} {ClientWords.InTheWay(date.Verdict)}"))}."
            : ClientWords.Of(outcome));
    }

    private async Task<IActionResult> ShowAsync(string? problem)
    {
        var cancel = HttpContext.RequestAborted;
        if (problem is not null) ModelState.AddModelError("", problem);
        if (await desk.OfferAsync(Booking.TherapistId, cancel) is not { } offer) return NotFound();
        var client = await work.Db.Clients.SingleAsync(known => known.Id == Booking.ClientId, cancel);
        var others = (await people.HouseholdAsync(client.Id, cancel)).Where(member => Booking.Participants.Exists(participant => participant.MemberId == member.Id)).ToList();
        var wish = new SessionWish(Booking.TherapistId, client, others, Booking.Minutes, Booking.Format, Booking.Kind, Holder, ByStaff: true);
        Times = new FreeTimesList(
            await desk.FreeTimesAsync(wish, From, offer.Zone, new HashSet<string> { Booking.Id.ToString() }, cancel), Later ? "later=true&" : "");
        return Page();
    }
}
