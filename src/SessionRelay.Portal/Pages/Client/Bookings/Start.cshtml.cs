using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>Begins the way to a booking: what there is no choice about is answered at once. Who has no therapist reads what comes first.</summary>
internal sealed class StartModel(PartyFinder people, BookingDesk desk, PageLinks links) : BookingPage(people, desk, links)
{
    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync() || Offer.Lengths.Count == 0 || Offer.Formats.Count == 0) return Page();
        Draft.TherapistId = Offer.Id;
        (Draft.AsksLength, Draft.AsksFormat, Draft.AsksWho) = (Offer.Lengths.Count > 1, Offer.Formats.Count > 1, Party.Household.Count > 0);
        Draft.Minutes = Draft.AsksLength ? 0 : Offer.Lengths[0];
        Draft.Format = Draft.AsksFormat ? CareFormat.None : Offer.Formats[0];
        return await ContinueAsync();
    }
}
