using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Reminders;

/// <summary>Somebody of a client's side who is told about a booking.</summary>
/// <param name="Address">Their e-mail.</param>
/// <param name="Zone">In which they read times.</param>
/// <param name="Place">Their place in the booking; null for a guardian who doesn't take part.</param>
/// <param name="HasSignIn">False for somebody of the household who has only their links.</param>
internal sealed record BookingReader(string Address, DateTimeZone Zone, BookingParticipant? Place, bool HasSignIn = true);

/// <summary>Who is told about a booking besides the therapist: all who take part, and the guardians of the client.</summary>
internal sealed class BookingReaders(UnitOfWork work)
{
    /// <summary>Ids of participants, and of guardians who don't take part themselves.</summary>
    public async Task<IReadOnlyList<Guid>> OfAsync(Booking booking, CancellationToken cancel)
    {
        var guardians = await work.Db.HouseholdMembers
            .Where(member => member.ClientId == booking.ClientId && member.Role == HouseholdRole.Guardian)
            .Select(member => member.Id).ToListAsync(cancel);
        return [.. booking.Participants.Select(participant => participant.Id), .. guardians.Where(guardian => !booking.Participants.Exists(participant => participant.MemberId == guardian))];
    }

    /// <returns>Null for somebody without an address, or who has nothing to do with this booking.</returns>
    public async Task<BookingReader?> FindAsync(Booking booking, Guid id, CancellationToken cancel)
    {
        var place = booking.Participants.Find(known => known.Id == id);
        if (place is { MemberId: null })
            return (await work.Db.Clients.SingleAsync(known => known.Id == place.ClientId, cancel)).Email is { } own ? new BookingReader(own.Value, ZoneData.Current.OrUtc(place.Zone), place) : null;
        var memberId = place?.MemberId ?? id;
        var member = await work.Db.HouseholdMembers.SingleOrDefaultAsync(known => known.Id == memberId && known.ClientId == booking.ClientId, cancel);
        if (member?.Email is not { } address || (place is null && member.Role != HouseholdRole.Guardian)) return null;
        return new BookingReader(address.Value, ZoneData.Current.OrUtc(place?.Zone ?? member.Zone), place, member.UserId is not null);
    }
}
