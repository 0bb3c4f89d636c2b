using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Clients;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>A client whom a member of the staff may see.</summary>
internal sealed record CareClient(Client Record);

/// <summary>Who a signed-in person is: whose record, which member of the staff, and whom a therapist may see.</summary>
internal sealed class CarePeople(UnitOfWork work, WhoseCare care)
{
    /// <summary>So long after its end a booking still lets a therapist see the client: to write down what there was.</summary>
    private static readonly Duration AfterSession = Duration.FromDays(7);

    /// <summary>The client's own record, or that of the teen for whom a guardian acts; null when there is none yet.</summary>
    public async Task<Client?> ClientOfAsync(Guid userId, CancellationToken cancel)
    {
        if (await care.OfAsync(userId, cancel) is not var (id, member) || member is { Role: not HouseholdRole.Guardian }) return null;
        return await work.Db.Clients.SingleOrDefaultAsync(client => client.Id == id, cancel);
    }

    public Task<StaffMember?> MemberOfAsync(Guid userId, CancellationToken cancel) =>
        work.Db.Staff.AsNoTracking().FirstOrDefaultAsync(member => member.UserId == userId && member.IsActive, cancel);

    /// <summary>Intake and owner see every client; a therapist their own, those whose intake is theirs, and those booked with them.</summary>
    public async Task<Client?> SeenAsync(Guid userId, PortalRole roles, Guid clientId, CancellationToken cancel)
    {
        if ((roles & (PortalRole.Intake | PortalRole.Owner)) != 0) return await work.Db.Clients.SingleOrDefaultAsync(client => client.Id == clientId, cancel);
        if (!roles.HasFlag(PortalRole.Therapist) || await MemberOfAsync(userId, cancel) is not { } member) return null;
        return await Own(member).SingleOrDefaultAsync(client => client.Id == clientId, cancel);
    }

    public Task<List<Client>> OwnAsync(StaffMember therapist, CancellationToken cancel) => Own(therapist).AsNoTracking().ToListAsync(cancel);

    private IQueryable<Client> Own(StaffMember therapist)
    {
        var (id, since) = (therapist.Id, work.Database.Clock.GetCurrentInstant() - AfterSession);
        return work.Db.Clients.Where(client => client.TherapistId == id || client.IntakeStaffId == id
            || work.Db.Bookings.Any(booking => booking.ClientId == client.Id && booking.TherapistId == id && booking.Start >= since
                && (booking.State == BookingState.Booked || booking.State == BookingState.Held)));
    }
}
