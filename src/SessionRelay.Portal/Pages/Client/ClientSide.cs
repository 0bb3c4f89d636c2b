using System.Security.Claims;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Care;

namespace SessionRelay.Portal.Pages.Client;

/// <summary>Whose a record of a client's is. The request turns to that client first, so that a guardian of several teens acts for the one whose record it is.</summary>
internal sealed class ClientSide(PartyFinder parties, CarePeople people, IHttpContextAccessor http)
{
    /// <summary>Of what is booked: the client, a guardian, somebody of the household.</summary>
    /// <returns>Null for who has nothing to do with this client.</returns>
    public async Task<Party?> PartyOfAsync(ClaimsPrincipal person, Guid clientId, CancellationToken cancel)
    {
        await ChosenTeens.TurnToAsync(http.HttpContext!, clientId);
        return await parties.OfUserAsync(PortalRoles.IdOf(person), cancel);
    }

    /// <summary>Of care: the client and a guardian alone.</summary>
    public async Task<bool> IsInOwnCareAsync(ClaimsPrincipal person, Guid clientId, CancellationToken cancel)
    {
        await ChosenTeens.TurnToAsync(http.HttpContext!, clientId);
        return (await people.ClientOfAsync(PortalRoles.IdOf(person), cancel))?.Id == clientId;
    }
}
