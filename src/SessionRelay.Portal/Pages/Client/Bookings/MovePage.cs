using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Bookings;

/// <summary>A page on the way to moving a booking: when, then check.</summary>
internal abstract class MovePage(PartyFinder people, BookingDesk desk, BookingLists lists, PageLinks links) : JourneyPage<MoveDraft>
{
    private static readonly JourneyPlan<MoveDraft> Way = new("move", [new(typeof(MoveModel), draft => draft.Start is not null)], typeof(MoveCheckModel));

    protected override JourneyPlan<MoveDraft> Plan => Way;

    protected override string DraftKey => $"{RouteData.Values["id"]}";

    protected override object? RouteKey => new { id = RouteData.Values["id"] };

    public Booking Booking => Mine.Of<Booking>(HttpContext);

    public Party Party { get; private set; } = null!;

    public ListedBooking Listed { get; private set; } = null!;

    public ChangeTiming Timing { get; private set; }

    /// <summary>Later ones of its series that are inside the window too.</summary>
    public int LateLater { get; private set; }

    public string Window { get; private set; } = "";

    protected PageLinks Links => links;

    protected BookingDesk Desk => desk;

    protected CancellationToken Cancel => HttpContext.RequestAborted;

    protected SessionWish Wish => new(
        Booking.TherapistId,
        Party.Client,
        [.. Party.Household.Where(member => Booking.Participants.Exists(participant => participant.MemberId == member.Id))],
        Booking.Minutes,
        Booking.Format,
        Booking.Kind,
        Party.Holder);

    /// <returns>Null when the booking can be moved; else where its person goes instead.</returns>
    protected async Task<IActionResult?> LoadAsync()
    {
        Timing = await desk.TimingAsync(Booking, Cancel);
        if (Timing == ChangeTiming.TooLate || Booking.State != BookingState.Booked || await people.OfUserAsync(PortalRoles.IdOf(User), Cancel) is not { } party) return Redirect(links.To<IndexModel>());
        if (!party.MaySee(Booking)) return NotFound(); // of staff who are clients too
        Party = party;
        Listed = await lists.OneAsync(Booking, isForStaff: false, Cancel);
        LateLater = Listed.HasLater ? await desk.LateLaterAsync(Booking, Cancel) : 0;
        Window = ClientWords.Window((await desk.PolicyAsync(Cancel)).CancellationWindow);
        return null;
    }
}
