using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Web;
using Record = SessionRelay.Portal.Data.Bookings.Booking;

namespace SessionRelay.Portal.Pages.Staff.Calendar;

/// <summary>One booking, and what staff can do about it.</summary>
[Mine<Record>]
internal sealed class BookingModel(BookingLists lists, BookingDesk desk, PageLinks links) : PageModel
{
    [BindProperty]
    [StringLength(500, ErrorMessage = "That is too long: 500 characters are enough here.")]
    public string? Reason { get; set; }

    [BindProperty]
    public bool WithLater { get; set; }

    public Record Booking => Mine.Of<Record>(HttpContext);

    public ListedBooking Listed { get; private set; } = null!;

    public bool IsOver { get; private set; }

    public string Therapist { get; private set; } = "";

    [TempData]
    public string? Told { get; set; }

    public Task OnGetAsync() => LoadAsync();

    public async Task<IActionResult> OnPostCancelAsync()
    {
        await LoadAsync();
        if (!ModelState.IsValid) return Page();
        var cancelled = await desk.CancelAsync(Booking, WithLater, string.IsNullOrWhiteSpace(Reason) ? null : Reason.Trim(), byStaff: true, HttpContext.RequestAborted);
        Told = cancelled == 0 ? "There was nothing to cancel any more." : $"Cancelled: {cancelled}. The client is not charged.";
        return Redirect(links.To<BookingModel>(new { id = Booking.Id }));
    }

    private async Task LoadAsync()
    {
        Listed = await lists.OneAsync(Booking, isForStaff: true, HttpContext.RequestAborted);
        IsOver = await desk.TimingAsync(Booking, HttpContext.RequestAborted) == Domain.Policies.ChangeTiming.TooLate;
        Therapist = (await desk.OfferAsync(Booking.TherapistId, HttpContext.RequestAborted))?.Name ?? "";
    }
}
