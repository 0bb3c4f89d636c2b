using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Matching;
using SessionRelay.Portal.Web;
using ClientRecord = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Intake.Care;

/// <summary>A client's move: which sessions no licence covers, who could take over there, and what was decided.</summary>
[Mine<HouseMove>]
internal sealed class MoveModel(HouseMoves moves, MatchFeed feed, Referrals referrals, UnitOfWork work, PageLinks links) : RacedPage
{
    private const int MostNamed = 5;

    public HouseMove Move => Mine.Of<HouseMove>(HttpContext);

    public ClientRecord Record { get; private set; } = null!;

    public IReadOnlyList<MovedBooking> Bookings { get; private set; } = [];

    public IReadOnlyList<TherapistFacts> Others { get; private set; } = [];

    public string? WhyNobody { get; private set; }

    public ClientPlace To => new(Move.ToRegion, ClientPlaces.ZoneOf(Move.ToZone));

    [BindProperty]
    [Required(ErrorMessage = "Write what you decided: the client reads it.")]
    [StringLength(1000, ErrorMessage = "Keep it within 1,000 characters.")]
    public string? Decision { get; set; }

    [BindProperty]
    public bool Refer { get; set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        (Version, Decision) = (StampOf(Move), Move.Decision?.Value);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        if (!ModelState.IsValid) return Page();
        if (Refer) await referrals.OpenAsync(Record, null, ReferralKind.InPerson, Duration.FromDays(7), cancel);
        moves.Settle(Move, Decision!.Trim(), PortalRoles.IdOf(User));
        if (!await SaveAsync(Move, cancel)) return Page();
        return Redirect(links.To<IndexModel>());
    }

    private async Task ShowAsync(CancellationToken cancel)
    {
        Record = await work.Db.Clients.SingleAsync(client => client.Id == Move.ClientId, cancel);
        Bookings = await moves.CheckAsync(Record, To, Move.On, cancel);
        var answer = await feed.AskAsync(Record, cancel, when: new MatchWhen(To, Move.On.AtStartOfDayInZone(To.Zone).ToInstant()));
        Others = [.. answer.Match.Proposed.Take(MostNamed).Select(proposal => answer.People[proposal.TherapistId])];
        WhyNobody = answer.Match.WhyNobody;
    }
}
