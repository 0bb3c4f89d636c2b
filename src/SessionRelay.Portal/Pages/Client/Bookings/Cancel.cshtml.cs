using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>Cancels a session, or it and all later ones of its series; says first what it costs.</summary>
[Once]
[Mine<Booking>]
internal sealed class CancelModel(PartyFinder people, BookingDesk desk, BookingLists lists, PageLinks links) : PageModel
{
    [BindProperty]
    [StringLength(500, ErrorMessage = "That is too long: 500 characters are enough here.")]
    public string? Reason { get; set; }

    [BindProperty]
    public bool WithLater { get; set; }

    /// <summary>The page that was pressed said that it costs nothing: if that has changed since, it is said before it is done.</summary>
    [BindProperty]
    public bool SaidFree { get; set; }

    public Booking Booking => Mine.Of<Booking>(HttpContext);

    public Party Party { get; private set; } = null!;

    public ListedBooking Listed { get; private set; } = null!;

    public ChangeTiming Timing { get; private set; }

    public bool IsFree => Booking.State == BookingState.Requested || Timing == ChangeTiming.InTime;

    /// <summary>Later ones of its series that are inside the window too.</summary>
    public int LateLater { get; private set; }

    public string Window { get; private set; } = "";

    [TempData]
    public string? Told { get; set; }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ?? Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        if (SaidFree && !IsFree) ModelState.AddModelError("", $"Since you opened this page the time has come when cancelling may cost the practice's fee: {Window} before the session. Nothing is cancelled yet.");
        if (!ModelState.IsValid) return Page();
        var cancelled = await desk.CancelAsync(Booking, WithLater, string.IsNullOrWhiteSpace(Reason) ? null : Reason.Trim(), byStaff: false, HttpContext.RequestAborted);
        Told = cancelled switch
        {
            0 => "There was nothing to cancel any more.",
            1 => "Your session is cancelled.",
            _ => $"Your {cancelled} sessions are cancelled.",
        };
        return Redirect(links.To<IndexModel>());
    }

    private async Task<IActionResult?> LoadAsync()
    {
        var cancel = HttpContext.RequestAborted;
        Timing = await desk.TimingAsync(Booking, cancel);
        if (Timing == ChangeTiming.TooLate || Booking.State is not (BookingState.Booked or BookingState.Requested) || await people.OfUserAsync(PortalRoles.IdOf(User), cancel) is not { } party)
            return Redirect(links.To<IndexModel>());
        if (!party.MaySee(Booking)) return NotFound(); // of staff who are clients too
        Party = party;
        Listed = await lists.OneAsync(Booking, isForStaff: false, cancel);
        LateLater = Listed.HasLater ? await desk.LateLaterAsync(Booking, cancel) : 0;
        Window = ClientWords.Window((await desk.PolicyAsync(cancel)).CancellationWindow);
        return null;
    }
}
