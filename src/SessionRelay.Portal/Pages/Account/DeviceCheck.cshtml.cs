using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Session;

namespace SessionRelay.Portal.Pages.Account;

/// <summary>The device check for who is signed in.</summary>
internal sealed class DeviceCheckModel(DeviceChecks checks) : DeviceCheckPage(checks)
{
    protected override Task<Guid?> WhoAsync(CancellationToken cancel) => Task.FromResult<Guid?>(PortalRoles.IdOf(User));
}
