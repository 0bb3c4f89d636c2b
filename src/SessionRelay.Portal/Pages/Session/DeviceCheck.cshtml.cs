using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>The device check for who came by a mailed link.</summary>
internal sealed class DeviceCheckModel(DeviceChecks checks, JoinLinks links, PageLinks pages) : DeviceCheckPage(checks)
{
    [BindProperty(SupportsGet = true, Name = "link")]
    public string? Link { get; set; }

    public override string Back => pages.To<JoinModel>(new { link = Link });

    protected override Task<Guid?> WhoAsync(CancellationToken cancel) => links.FindAsync(Link, cancel);
}
