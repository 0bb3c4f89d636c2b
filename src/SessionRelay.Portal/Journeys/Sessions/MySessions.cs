using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>One session in a person's own list.</summary>
internal sealed record MySession(Guid ParticipantId, Booking Booking, string Therapist, DateTimeZone Zone, Duration Grace)
{
    public bool IsOpen(Instant now) => Booking.State == BookingState.Booked && now >= JoinTarget.OpensAtOf(Booking) && now < Booking.End + Grace;
}

/// <summary>The sessions that a signed-in person takes part in: as the client, or as one of the household.</summary>
internal sealed class MySessions(UnitOfWork work)
{
    private const int MostPast = 20;
    private const int MostComing = 60;

    public Task<IReadOnlyList<MySession>> ComingAsync(Guid userId, CancellationToken cancel, int most = MostComing) => OfAsync(userId, isPast: false, most, cancel);

    public Task<IReadOnlyList<MySession>> PastAsync(Guid userId, CancellationToken cancel) => OfAsync(userId, isPast: true, MostPast, cancel);

    private async Task<IReadOnlyList<MySession>> OfAsync(Guid userId, bool isPast, int most, CancellationToken cancel)
    {
        var db = work.Db;
        // A guardian's sign-in names the client too, and has no place in the sessions by that.
        var user = await db.Users.Where(user => user.Id == userId).Select(user => new { user.ClientId, user.Roles }).SingleOrDefaultAsync(cancel);
        var clientId = user?.Roles.HasFlag(PortalRole.Client) == true ? user.ClientId : null;
        var members = await db.HouseholdMembers.Where(member => member.UserId == userId).Select(member => member.Id).ToListAsync(cancel);
        var now = work.Database.Clock.GetCurrentInstant();
        var grace = await JoinTarget.GraceAsync(work, cancel);
        var edge = now - Duration.FromHours(3); // the longest session with credits and grace may still run
        var mine = db.BookingParticipants.AsNoTracking().Where(known =>
            (clientId != null && known.ClientId == clientId && known.MemberId == null) || (known.MemberId != null && members.Contains(known.MemberId.Value)));
        var joined = mine.Join(db.Bookings.AsNoTracking(), known => known.BookingId, booking => booking.Id, (known, booking) => new { Participant = known, Booking = booking });
        var rows = isPast
            ? await joined.Where(row => row.Booking.Start < now && row.Booking.State != BookingState.Cancelled && row.Booking.State != BookingState.Requested).OrderByDescending(row => row.Booking.Start).Take(most + 1).ToListAsync(cancel)
            : await joined.Where(row => row.Booking.Start > edge && row.Booking.State == BookingState.Booked).OrderBy(row => row.Booking.Start).Take(most + 1).ToListAsync(cancel);
        var names = await db.Staff.AsNoTracking().ToDictionaryAsync(member => member.Id, cancel);
        return
        [
            .. rows
                .Where(row => IsPast(row.Booking, now, grace) == isPast)
                .Take(most)
                .Select(row => new MySession(row.Participant.Id, row.Booking, names[row.Booking.TherapistId].Name.Value, ZoneData.Current.OrUtc(row.Participant.Zone), grace)),
        ];
    }

    private static bool IsPast(Booking booking, Instant now, Duration grace) => booking.State != BookingState.Booked || now >= booking.End + grace;
}
