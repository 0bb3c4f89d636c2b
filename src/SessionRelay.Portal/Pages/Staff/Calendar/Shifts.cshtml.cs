using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Staff.Calendar;

/// <summary>Bookings to come whose agreed wall time is another moment since a law changed the clock: staff decides which of the two counts.</summary>
internal sealed class ShiftsModel(ZoneDataWatch zones, BookingStore store, BookingDesk desk, BookingLists lists, PageLinks links) : PageModel
{
    public IReadOnlyList<(ListedBooking Listed, ShiftedBooking Shift)> Shifts { get; private set; } = [];

    [TempData]
    public string? Told { get; set; }

    private CancellationToken Cancel => HttpContext.RequestAborted;

    public async Task OnGetAsync()
    {
        var shown = new List<(ListedBooking, ShiftedBooking)>();
        foreach (var (booking, shift) in await zones.ShiftedAsync(Cancel))
        {
            if (await MineAsync(booking.Id) is { } mine) shown.Add((await lists.OneAsync(mine, isForStaff: true, Cancel), shift));
        }

        Shifts = shown;
    }

    /// <summary>The moment counts.</summary>
    public async Task<IActionResult> OnPostKeepAsync(Guid booking)
    {
        if (await FindAsync(booking) is null) return NotFound();
        await store.KeepMomentAsync(booking, Cancel);
        await zones.DoneAsync(booking, Cancel);
        Told = "The session stays at its moment.";
        return Redirect(links.To<ShiftsModel>());
    }

    /// <summary>The wall clock counts.</summary>
    public async Task<IActionResult> OnPostMoveAsync(Guid booking)
    {
        if (await FindAsync(booking) is not { Shift.StartByWallClock: { } start } found) return NotFound();
        var outcome = await desk.MoveAsync(found.Booking, start, withLater: false, PortalRoles.IdOf(User).ToString(), NodaTime.DateTimeZone.Utc, byStaff: true, null, Cancel);
        if (outcome is { IsBooked: true }) await zones.DoneAsync(booking, Cancel);
        Told = outcome is { IsBooked: true } ? "The session is moved to its time on the clock." : "That time is not free: agree on another one.";
        return Redirect(links.To<ShiftsModel>());
    }

    private async Task<(Booking Booking, ShiftedBooking Shift)?> FindAsync(Guid booking)
    {
        if (await MineAsync(booking) is null) return null;
        foreach (var pair in await zones.ShiftedAsync(Cancel))
        {
            if (pair.Booking.Id == booking) return pair;
        }

        return null;
    }

    private Task<Booking?> MineAsync(Guid booking) => HttpContext.RequestServices.GetRequiredService<IMine<Booking>>().FindAsync(User, booking, Cancel);
}
