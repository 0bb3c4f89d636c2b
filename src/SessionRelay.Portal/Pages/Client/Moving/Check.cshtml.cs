using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Moving;

/// <summary>What the move means for what is booked, before it is told.</summary>
[Once]
internal sealed class CheckModel(CarePeople people, HouseMoves moves, PageLinks links) : JourneyPage<MovingDraft>
{
    protected override JourneyPlan<MovingDraft> Plan => MovingPlan.Plan;

    public IReadOnlyList<MovedBooking> Bookings { get; private set; } = [];

    public bool? IsLicensed { get; private set; }

    public ClientPlace To => new(Region.Parse(Draft.Region!), ClientPlaces.ZoneOf(Draft.Zone!));

    public LocalDate On => Draft.On!.Value;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (await people.ClientOfAsync(PortalRoles.IdOf(User), cancel) is not { } own) return NotFound();
        Bookings = await moves.CheckAsync(own, To, On, cancel);
        IsLicensed = await moves.IsTherapistLicensedAsync(own, To, On, cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await people.ClientOfAsync(PortalRoles.IdOf(User), cancel) is not { } own) return NotFound();
        var move = await moves.TellAsync(own, To, On, cancel);
        await DiscardAsync();
        return Redirect(links.To<ToldModel>(new { id = move.Id }));
    }
}
