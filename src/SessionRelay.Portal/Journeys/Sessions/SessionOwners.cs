using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>A booking that this therapist holds.</summary>
internal sealed record HostedSession(Booking Booking, StaffMember Therapist);

/// <summary>Somebody's place in a booking by phone that this therapist holds: what they say by voice is written down for them.</summary>
internal sealed record HostedPlace(JoinTarget Target);

/// <summary>A participant's place belongs to the person who takes it: the client, or the member of the household.</summary>
internal sealed class MyPlace(UnitOfWork work) : IMine<JoinTarget>
{
    public async Task<JoinTarget?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel)
    {
        if (person.Identity?.IsAuthenticated != true || await JoinTarget.FindAsync(work, id, cancel) is not { } target) return null;
        var userId = PortalRoles.IdOf(person);
        if (target.Member is { } member) return member.UserId == userId ? target : null;
        return await work.Db.Users.AnyAsync(user => user.Id == userId && user.ClientId == target.Client.Id, cancel) && person.IsInRole(PortalRoles.Client) ? target : null;
    }
}

/// <summary>A therapist's own bookings, and nobody else's.</summary>
internal sealed class MyHosting(UnitOfWork work) : IMine<HostedSession>
{
    public async Task<HostedSession?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel)
    {
        if (person.Identity?.IsAuthenticated != true) return null;
        var userId = PortalRoles.IdOf(person);
        if (await work.Db.Staff.AsNoTracking().SingleOrDefaultAsync(member => member.UserId == userId, cancel) is not { } therapist) return null;
        var booking = await work.Db.Bookings.Include(known => known.Participants).SingleOrDefaultAsync(known => known.Id == id && known.TherapistId == therapist.Id, cancel);
        return booking is null ? null : new HostedSession(booking, therapist);
    }
}

/// <summary>The places of a therapist's own bookings by phone, and nobody else's.</summary>
internal sealed class MyHostedPlaces(UnitOfWork work) : IMine<HostedPlace>
{
    public async Task<HostedPlace?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel)
    {
        if (person.Identity?.IsAuthenticated != true) return null;
        var userId = PortalRoles.IdOf(person);
        if (await work.Db.Staff.AsNoTracking().SingleOrDefaultAsync(member => member.UserId == userId, cancel) is not { } therapist) return null;
        var isTheirs = await work.Db.BookingParticipants.AnyAsync(place => place.Id == id && work.Db.Bookings.Any(booking => booking.Id == place.BookingId && booking.TherapistId == therapist.Id), cancel);
        return isTheirs && await JoinTarget.FindAsync(work, id, cancel) is { IsByPhone: true } target ? new HostedPlace(target) : null;
    }
}
