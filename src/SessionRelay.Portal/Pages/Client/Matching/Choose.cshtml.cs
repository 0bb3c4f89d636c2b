using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Journeys.Matching;
using SessionRelay.Portal.Pages.CareRecords;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Matching;

/// <summary>The last look before care begins with a therapist.</summary>
[Mine<MatchProposal>]
[Once]
internal sealed class ChooseModel(Matches matches, PageLinks links) : OwnRecordPage
{
    public Offer? Offer { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        var proposal = Mine.Of<MatchProposal>(HttpContext);
        Offer = (await matches.OffersAsync(Own, Cancel)).FirstOrDefault(offer => offer.Stored.Id == proposal.Id);
        return Offer is null ? Redirect(links.To<IndexModel>()) : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var outcome = await matches.ChooseAsync(Own, Mine.Of<MatchProposal>(HttpContext).Id, UserId, Cancel);
        if (outcome.Refused is { } refused)
        {
            TempData[nameof(IndexModel.Told)] = refused;
            return Redirect(links.To<IndexModel>());
        }

        return Redirect(links.To<Care.IndexModel>());
    }
}
