using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>The device check for who came by a mailed link.</summary>
internal sealed class DeviceCheckModel(DeviceChecks checks, UnitOfWork work, JoinLinks links, CallNumbers numbers, BackupPlans plans, PageLinks pages) : DeviceCheckPage(checks)
{
    [BindProperty(SupportsGet = true, Name = "link")]
    public string? Link { get; set; }

    public override string Back => pages.To<JoinModel>(new { link = Link });

    protected override Task<Guid?> WhoAsync(CancellationToken cancel) => links.FindAsync(Link, cancel);

    protected override async Task<BackupPlanView?> PlanAsync(CancellationToken cancel)
    {
        if (await links.FindAsync(Link, cancel) is not { } id || await JoinTarget.FindAsync(work, id, cancel) is not { } target) return null;
        return new BackupPlanView(
            await plans.InAsync(target.Client.Language, cancel), target.IsByPhone, numbers.Of(await numbers.SaidAsync(target.Participant.Id, cancel), target), IsAsked: false,
            target.Member is { UserId: null } ? null : pages.To<Client.Session.NumberModel>(new { id }));
    }
}
