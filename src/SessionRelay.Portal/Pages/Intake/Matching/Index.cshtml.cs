using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Domain.Matching;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.Matching;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;
using ClientRecord = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Intake.Matching;

/// <summary>Who can be proposed to a client, best first, with reasons; who not, and by which rule; and the proposing.</summary>
[Mine<CareClient>]
[Once]
internal sealed class IndexModel(MatchFeed feed, Matches matches, PageLinks links) : PageModel
{
    public ClientRecord Record => Mine.Of<CareClient>(HttpContext).Record;

    public MatchAnswer Answer { get; private set; } = null!;

    public IReadOnlyList<Offer> Offered { get; private set; } = [];

    [BindProperty]
    public List<Guid> Chosen { get; set; } = [];

    [TempData]
    public string? Told { get; set; }

    public Task OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var outcome = await matches.ProposeAsync(Record, [.. Chosen.Distinct()], PortalRoles.IdOf(User), cancel);
        if (outcome.Refused is { } refused)
        {
            ModelState.AddModelError(nameof(Chosen), refused);
            await ShowAsync(cancel);
            return Page();
        }

        Told = "The client sees them on their page now.";
        return Redirect(links.To<IndexModel>(new { id = Record.Id }));
    }

    public string Name(string therapistId) => Answer.People[therapistId].Name;

    public bool IsChosen(string therapistId) => Chosen.Any(id => id.ToString() == therapistId) || (Chosen.Count == 0 && Offered.Any(offer => offer.Now.TherapistId == therapistId));

    public static bool Fits(Reason reason) => reason.Points > 0;

    private async Task ShowAsync(CancellationToken cancel)
    {
        Answer = await feed.AskAsync(Record, cancel);
        Offered = await matches.OffersAsync(Record, cancel);
    }
}
