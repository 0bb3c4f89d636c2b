using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>One person's place in one booking.</summary>
/// <param name="Grace">How long after its end the session, and so a link to it, stays open.</param>
internal sealed record JoinTarget(Booking Booking, BookingParticipant Participant, Client Client, HouseholdMember? Member, StaffMember Therapist, Duration Grace)
{
    private static readonly Duration Early = Duration.FromMinutes(15); // when a session of the relay opens

    /// <summary>Where a session in person is, as clients find it; null where nobody has said, and for all others.</summary>
    public string? Room { get; private init; }

    public string SessionId => Booking.Id.ToString("N");

    public Instant OpensAt => OpensAtOf(Booking);

    public string Name => Member?.Name.Value ?? NameOf(Client);

    public DateTimeZone Zone => ZoneData.Current.OrUtc(Participant.Zone);

    public bool IsByPhone => Booking.Format == CareFormat.Phone;

    /// <summary>When people may go in.</summary>
    public static Instant OpensAtOf(Booking booking) => booking.Start - Early;

    public static string NameOf(Client client) => client.CalledName?.Value ?? client.Name.Value;

    /// <summary>By the practice's rules of this moment.</summary>
    public static async Task<Duration> GraceAsync(UnitOfWork work, CancellationToken cancel) => Duration.FromMinutes((await new ScheduleReader(work).PolicyAsync(cancel)).Sessions.GraceMinutes);

    /// <summary>Null when there is no such participant.</summary>
    public static async Task<JoinTarget?> FindAsync(UnitOfWork work, Guid participantId, CancellationToken cancel)
    {
        if (await work.Db.BookingParticipants.SingleOrDefaultAsync(known => known.Id == participantId, cancel) is not { } participant) return null;
        var booking = await work.Db.Bookings.Include(known => known.Participants).SingleAsync(known => known.Id == participant.BookingId, cancel);
        var client = await work.Db.Clients.SingleAsync(known => known.Id == participant.ClientId, cancel);
        var member = participant.MemberId is { } memberId ? await work.Db.HouseholdMembers.SingleAsync(known => known.Id == memberId, cancel) : null;
        var room = booking.RoomId is { } roomId ? await work.Db.PracticeRooms.AsNoTracking().SingleOrDefaultAsync(known => known.Id == roomId, cancel) : null;
        return new JoinTarget(booking, participant, client, member, await work.Db.Staff.SingleAsync(known => known.Id == booking.TherapistId, cancel), await GraceAsync(work, cancel)) { Room = room?.Words };
    }
}

/// <summary>Why somebody can't go in now.</summary>
internal enum JoinRefusal
{
    None,
    TooEarly,
    Over,
    Cancelled,

    /// <summary>In person: there is nowhere to go to here.</summary>
    NoRoom,

    /// <summary>A consent is not signed: the session waits for it.</summary>
    Unsigned,
}
