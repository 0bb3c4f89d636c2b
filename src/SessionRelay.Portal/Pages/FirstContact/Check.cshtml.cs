using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Journeys.FirstContact;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>Check your answers; then they are sent, once.</summary>
[Once]
[EnableRateLimiting(ContactLimits.Policy)]
internal sealed class CheckModel(ContactRequests requests, PageLinks links, ViewerZone viewer) : ContactPage
{
    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await requests.SendAsync(Draft, viewer.Told?.Id ?? Regions.ZoneOf(Domain.Care.Region.Parse(Draft.Region!)) ?? viewer.Zone.Id, cancel);
        await DiscardAsync();
        return Redirect(links.To<SentModel>());
    }

    public string Region => RegionWords.Of(Domain.Care.Region.Parse(Draft.Region!));

    public string Formats => Draft.Formats is { Count: > 0 } some ? CareWords.Of(some.Aggregate((all, one) => all | one)) : "Any way";

    public string Times => Draft.Times is { Count: > 0 } some ? CareWords.Of(some.Aggregate((all, one) => all | one)) : "Any time";

    public bool IsTeen => Draft.Population == Population.Teen;
}
