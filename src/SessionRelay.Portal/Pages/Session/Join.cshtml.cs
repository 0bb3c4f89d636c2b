using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>Where the link in a mail leads. It belongs to one booking and one person, and needs no sign-in.</summary>
[Once]
internal sealed class JoinModel(UnitOfWork work, SessionDoor door, BeforeAdmitting before, JoinLinks links, PageLinks pages) : JoinPage(work, door, before)
{
    private readonly UnitOfWork work = work;

    [BindProperty(SupportsGet = true, Name = "link")]
    public string? Link { get; set; }

    public override string CheckAddress => pages.To<DeviceCheckModel>(new { link = Link });

    protected override string AfterAddress => pages.To<AfterModel>(new { link = Link });

    protected override async Task<JoinTarget?> FindAsync(CancellationToken cancel) =>
        await links.FindAsync(Link, cancel) is { } id ? await JoinTarget.FindAsync(work, id, cancel) : null;
}
