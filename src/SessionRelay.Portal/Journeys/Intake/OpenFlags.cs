using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Intake;

/// <summary>Whom to call, and who else can help.</summary>
internal sealed record FlaggedPerson(string Name, string? Phone, string? Email, Region Region, string Zone, IReadOnlyList<(string Who, string Name, string Reach)> Others);

/// <summary>Finds who is behind a flag.</summary>
internal sealed class OpenFlags(UnitOfWork work)
{
    /// <summary>The request's flag that nobody has looked at, or null.</summary>
    public Task<Guid?> OfRequestAsync(Guid requestId, CancellationToken cancel) =>
        work.Db.SafetyFlags.Where(flag => flag.ContactRequestId == requestId && flag.SeenAt == null).Select(flag => (Guid?)flag.Id).FirstOrDefaultAsync(cancel);

    public async Task<FlaggedPerson> PersonAsync(SafetyFlag flag, CancellationToken cancel)
    {
        if (flag.ClientId is { } id)
        {
            var client = await work.Db.Clients.SingleAsync(known => known.Id == id, cancel);
            var household = await work.Db.HouseholdMembers.Where(member => member.ClientId == id && member.Role != HouseholdRole.FormerGuardian).ToListAsync(cancel);
            var contacts = await work.Db.EmergencyContacts.Where(contact => contact.ClientId == id).ToListAsync(cancel);
            return new FlaggedPerson(client.Name.Value, client.Phone?.Value, client.Email?.Value, client.Region, client.Zone,
            [
                .. contacts.Select(contact => ("Emergency contact", contact.Name.Value, contact.Phone.Value)),
                .. household.Select(member => (Who(member.Role), member.Name.Value, member.Phone?.Value ?? member.Email?.Value ?? "")),
            ]);
        }

        var request = await work.Db.ContactRequests.SingleAsync(known => known.Id == flag.ContactRequestId, cancel);
        var guardian = request.Guardian?.Value;
        return new FlaggedPerson(request.Name.Value, request.Phone?.Value, request.Email?.Value, request.Region, request.Zone,
            guardian is null ? [] : [(Who(HouseholdRole.Guardian), guardian.Name, guardian.Phone ?? guardian.Email ?? "")]);
    }

    private static string Who(HouseholdRole role) => role switch
    {
        HouseholdRole.Guardian => "Parent or guardian",
        HouseholdRole.Partner => "Partner",
        _ => "Family",
    };
}
