using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Intake;

/// <summary>Requests and flags are everybody's in intake, and the owner's; nobody else's.</summary>
internal sealed class IntakeRecords(UnitOfWork work) : IMine<ContactRequest>, IMine<SafetyFlag>
{
    async Task<ContactRequest?> IMine<ContactRequest>.FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel) =>
        IsIntake(person) ? await work.Db.ContactRequests.SingleOrDefaultAsync(request => request.Id == id, cancel) : null;

    async Task<SafetyFlag?> IMine<SafetyFlag>.FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel) =>
        IsIntake(person) ? await work.Db.SafetyFlags.SingleOrDefaultAsync(flag => flag.Id == id, cancel) : null;

    private static bool IsIntake(ClaimsPrincipal person) => person.IsInRole(PortalRoles.Intake) || person.IsInRole(PortalRoles.Owner);
}
