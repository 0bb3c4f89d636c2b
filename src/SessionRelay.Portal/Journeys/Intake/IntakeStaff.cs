using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Intake;

/// <summary>Who of the practice cares for what comes in.</summary>
internal sealed class IntakeStaff(UnitOfWork work)
{
    /// <summary>The addresses of everybody who works in intake; the owner's where nobody does.</summary>
    public async Task<IReadOnlyList<string>> AddressesAsync(CancellationToken cancel)
    {
        // Roles are stored as words, so they are looked at here; staff are few, and have no client of their own.
        var people = await work.Db.Users.Where(user => user.ClientId == null).ToListAsync(cancel);
        var gone = await work.Db.Staff.Where(member => !member.IsActive && member.UserId != null).Select(member => member.UserId!.Value).ToListAsync(cancel);
        var present = people.Where(user => user.Address is not null && !gone.Contains(user.Id)).ToList();
        var intake = present.Where(user => user.Roles.HasFlag(PortalRole.Intake)).ToList();
        return [.. (intake.Count > 0 ? intake : present.Where(user => user.Roles.HasFlag(PortalRole.Owner))).Select(user => user.Email!).Distinct()];
    }

    /// <summary>Those who can take an intake on: people of intake, and therapists. By name.</summary>
    public async Task<IReadOnlyList<StaffMember>> CliniciansAsync(CancellationToken cancel)
    {
        var members = await work.Db.Staff.Where(member => member.IsActive).ToListAsync(cancel);
        return [.. members.Where(member => (member.Roles & (PortalRole.Intake | PortalRole.Therapist)) != 0).OrderBy(member => member.Name.Value, StringComparer.OrdinalIgnoreCase)];
    }
}
