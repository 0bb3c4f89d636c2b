using System.Security.Claims;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>A record of the practice's own as its owner sees it: all of them. Who is the owner, the pages' folder says.</summary>
internal sealed record Owned<T>(T Record)
    where T : Entity;

internal sealed class OwnedRecords<T>(PortalContext database) : IMine<Owned<T>>
    where T : Entity
{
    public async Task<Owned<T>?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel) =>
        person.IsInRole(PortalRoles.Owner) && await database.FindAsync<T>([id], cancel) is { } found ? new Owned<T>(found) : null;
}
