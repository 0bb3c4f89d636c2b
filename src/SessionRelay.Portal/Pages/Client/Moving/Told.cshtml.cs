using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.CareRecords;

namespace SessionRelay.Portal.Pages.Client.Moving;

/// <summary>The practice knows of the move: what stands, and what is looked after.</summary>
[Mine<HouseMove>]
internal sealed class ToldModel(HouseMoves moves) : OwnRecordPage
{
    public HouseMove Move => Mine.Of<HouseMove>(HttpContext);

    public IReadOnlyList<MovedBooking> Bookings { get; private set; } = [];

    public ClientPlace To => new(Move.ToRegion, ClientPlaces.ZoneOf(Move.ToZone));

    public async Task OnGetAsync() => Bookings = await moves.CheckAsync(Own, To, Move.On, Cancel);
}
