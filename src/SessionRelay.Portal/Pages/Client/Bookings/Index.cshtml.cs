using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>The client's sessions to come and past, with what can be done about them; earlier times on offer.</summary>
internal sealed class IndexModel(PartyFinder people, BookingLists lists, EarlierTimes earlier, PageLinks links) : PageModel
{
    public Party? Party { get; private set; }

    public BookingList List { get; private set; } = BookingList.Empty;

    [TempData]
    public string? Told { get; set; }

    public async Task OnGetAsync() => await LoadAsync();

    /// <summary>"Tell me if an earlier time opens", for one booking.</summary>
    public async Task<IActionResult> OnPostEarlierAsync(Guid booking)
    {
        await LoadAsync();
        if (List.Ahead.FirstOrDefault(known => known.Booking.Id == booking)?.Booking is not { } found) return NotFound();
        Told = await earlier.AskAsync(Party!.Client, found.TherapistId, found, found.Minutes, found.Start, HttpContext.RequestAborted)
            ? "We tell you by e-mail as soon as an earlier time opens. Your present time stays yours until you take another."
            : "You have asked for many times already. Please call us.";
        return Redirect(links.To<IndexModel>());
    }

    public async Task<IActionResult> OnPostForgetAsync(Guid wish)
    {
        await LoadAsync();
        if (List.Wishes.FirstOrDefault(known => known.Id == wish) is not { } found) return NotFound();
        await earlier.ForgetAsync(found, HttpContext.RequestAborted);
        Told = "We won't tell you any more.";
        return Redirect(links.To<IndexModel>());
    }

    private async Task LoadAsync()
    {
        Party = await people.OfUserAsync(PortalRoles.IdOf(User), HttpContext.RequestAborted);
        if (Party is not null) List = await lists.OfPartyAsync(Party, HttpContext.RequestAborted);
    }
}
