using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>A page on the way to a booking: how long, how, who, how often, when.</summary>
internal abstract class BookingPage(PartyFinder people, BookingDesk desk, PageLinks links) : JourneyPage<BookingDraft>
{
    private static readonly JourneyPlan<BookingDraft> Way = new(
        "booking",
        [
            new(typeof(StartModel), draft => draft.IsStarted, draft => !draft.IsStarted),
            new(typeof(LengthModel), draft => draft.Minutes > 0, draft => draft.AsksLength),
            new(typeof(FormatModel), draft => draft.Format != CareFormat.None, draft => draft.AsksFormat),
            new(typeof(WhoModel), draft => draft.Others is not null, draft => draft.AsksWho),
            new(typeof(OftenModel), draft => draft.Weeks > 0),
            new(typeof(TimeModel), draft => draft.Start is not null),
        ],
        typeof(CheckModel));

    protected override JourneyPlan<BookingDraft> Plan => Way;

    public Party Party { get; private set; } = null!;

    public TherapistOffer Offer { get; private set; } = null!;

    protected PageLinks Links => links;

    protected BookingDesk Desk => desk;

    protected CancellationToken Cancel => HttpContext.RequestAborted;

    protected SessionWish Wish => new(
        Offer.Id, Party.Client, [.. Party.Household.Where(member => Draft.Others?.Contains(member.Id) == true)], Draft.Minutes, Draft.Format, BookingKind.Therapy, Party.Holder);

    /// <summary>Finds who books with whom. A draft for a former therapist is of no use any more.</summary>
    /// <returns>Null when all is well; else where to begin again.</returns>
    protected async Task<IActionResult?> LoadAsync()
    {
        if (!await FindAsync() || Draft.TherapistId != Offer.Id)
        {
            await DiscardAsync();
            return Redirect(links.To<StartModel>());
        }

        return null;
    }

    /// <returns>False for somebody who has no therapist.</returns>
    protected async Task<bool> FindAsync()
    {
        if (await people.OfUserAsync(PortalRoles.IdOf(User), Cancel) is not { } party || await desk.OfferAsync(party.Client.TherapistId, Cancel) is not { } offer) return false;
        (Party, Offer) = (party, offer);
        return true;
    }
}
