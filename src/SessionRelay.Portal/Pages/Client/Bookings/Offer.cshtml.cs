using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>An earlier time that fell free. Whoever takes it first has it.</summary>
[Once]
[Mine<EarlierTimeOffer>]
internal sealed class OfferModel(PartyFinder people, EarlierTimes earlier, BookingDesk desk, PageLinks links) : PageModel
{
    public EarlierTimeOffer Offer => Mine.Of<EarlierTimeOffer>(HttpContext);

    public Party Party { get; private set; } = null!;

    public string Therapist { get; private set; } = "";

    /// <summary>The present time that this one would take the place of; null for a first session.</summary>
    public Instant? Instead { get; private set; }

    [TempData]
    public string? Told { get; set; }

    public async Task OnGetAsync() => await LoadAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        var outcome = await earlier.AcceptAsync(Offer, Party.Holder, HttpContext.RequestAborted);
        Told = outcome.IsBooked ? "The earlier time is yours." : "This time is not free any more. We tell you when another one opens.";
        return Redirect(links.To<IndexModel>());
    }

    public async Task<IActionResult> OnPostDeclineAsync()
    {
        await earlier.DeclineAsync(Offer, HttpContext.RequestAborted);
        Told = "We leave your time as it is.";
        return Redirect(links.To<IndexModel>());
    }

    private async Task LoadAsync()
    {
        Party = (await people.OfUserAsync(PortalRoles.IdOf(User), HttpContext.RequestAborted))!;
        Therapist = (await desk.OfferAsync(Offer.TherapistId, HttpContext.RequestAborted))?.Name ?? "your therapist";
        Instead = await earlier.InsteadOfAsync(Offer, HttpContext.RequestAborted);
    }
}
