using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>Where the link in a mail leads. It belongs to one booking and one person, and needs no sign-in.</summary>
[Once]
internal sealed class JoinModel(UnitOfWork work, SessionDoor door, BeforeAdmitting before, CallNumbers numbers, BackupPlans plans, JoinLinks links, PageLinks pages)
    : JoinPage(work, door, before, numbers, plans)
{
    private readonly UnitOfWork work = work;

    [BindProperty(SupportsGet = true, Name = "link")]
    public string? Link { get; set; }

    public override string CheckAddress => pages.To<DeviceCheckModel>(new { link = Link });

    protected override string AfterAddress => pages.To<AfterModel>(new { link = Link });

    protected override string OwnAddress => pages.To<JoinModel>(new { link = Link });

    protected override string NumberAddress => pages.To<Client.Session.NumberModel>(new { id = Target.Participant.Id });

    protected override async Task<JoinTarget?> FindAsync(CancellationToken cancel) =>
        await links.FindAsync(Link, cancel) is { } id ? await JoinTarget.FindAsync(work, id, cancel) : null;
}
