using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Clients;

/// <param name="Client">Whose care it is.</param>
/// <param name="Member">As whom of the household the person acts; null for the client.</param>
internal sealed record MyClient(Client Client, HouseholdMember? Member);

/// <summary>Whose pages a signed-in person sees: their own, and as a guardian those of their teens.</summary>
internal sealed class MyClients(UnitOfWork work)
{
    public async Task<IReadOnlyList<MyClient>> OfAsync(ClaimsPrincipal person, CancellationToken cancel)
    {
        var user = PortalRoles.IdOf(person);
        var mine = new List<MyClient>();
        if (person.IsInRole(PortalRoles.Client)
            && await work.Db.Users.Where(known => known.Id == user).Select(known => known.ClientId).SingleOrDefaultAsync(cancel) is { } own
            && await work.Db.Clients.SingleOrDefaultAsync(client => client.Id == own, cancel) is { } me) mine.Add(new MyClient(me, null));
        if (!person.IsInRole(PortalRoles.Guardian)) return mine;
        foreach (var member in await work.Db.HouseholdMembers.Where(member => member.UserId == user && member.Role == HouseholdRole.Guardian).ToListAsync(cancel))
            mine.Add(new MyClient(await work.Db.Clients.SingleAsync(client => client.Id == member.ClientId, cancel), member));
        return mine;
    }
}
