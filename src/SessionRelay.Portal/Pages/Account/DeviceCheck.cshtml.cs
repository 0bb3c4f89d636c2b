using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Session;

namespace SessionRelay.Portal.Pages.Account;

/// <summary>The device check for who is signed in.</summary>
internal sealed class DeviceCheckModel(DeviceChecks checks, BackupPlans plans) : DeviceCheckPage(checks)
{
    protected override Task<Guid?> WhoAsync(CancellationToken cancel) => Task.FromResult<Guid?>(PortalRoles.IdOf(User));

    /// <summary>The number that is called stands with each session.</summary>
    protected override async Task<BackupPlanView?> PlanAsync(CancellationToken cancel) =>
        User.IsInRole(PortalRoles.Client) || User.IsInRole(PortalRoles.Guardian) ? new BackupPlanView(await plans.InAsync("en", cancel)) : null;
}
