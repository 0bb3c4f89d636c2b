using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Signaling.Api;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>What somebody says before they go in; numbers are E.164.</summary>
internal sealed record WhereNow(Region Region, string? Place, string Callback, string EmergencyName, string EmergencyPhone)
{
    public override string ToString() => nameof(WhereNow); // where somebody is, and numbers
}

/// <summary>Lets people in: makes the booking's session at the relay when the first one comes, and a ticket for each.</summary>
internal sealed class SessionDoor(UnitOfWork work, SessionAdministration sessions)
{
    private const int PlacesToSpare = 4; // an aide, an interpreter, a second device while the first is still there
    private const int UsualPlaces = 8;

    /// <summary>Whether a person can go in now.</summary>
    public async Task<JoinRefusal> JudgeAsync(Booking booking, Instant opensAt)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        if (booking.State == BookingState.Cancelled) return JoinRefusal.Cancelled;
        if (booking.State is BookingState.Requested) return JoinRefusal.TooEarly;
        if (now >= booking.End + JoinTarget.Grace)
        {
            // It may have been extended: then it goes on as long as the relay says.
            var look = await sessions.LookAsync(booking.Id.ToString("N"));
            if (look is null || look.State == SessionState.Ended || now >= Instant.FromDateTimeOffset(look.EndsAt) + JoinTarget.Grace) return JoinRefusal.Over;
        }

        if (booking.State != BookingState.Booked) return JoinRefusal.Over;
        if (booking.Format != CareFormat.Video) return JoinRefusal.NoRoom;
        return now < opensAt ? JoinRefusal.TooEarly : JoinRefusal.None;
    }

    /// <summary>Keeps what they said and gives the way in.</summary>
    /// <returns>The room's address with the ticket in its fragment.</returns>
    public async Task<string> EnterAsync(JoinTarget target, WhereNow where, CancellationToken cancel)
    {
        var booking = target.Booking;
        var licences = await work.Db.Licences.AsNoTracking().Where(licence => licence.StaffId == booking.TherapistId).ToListAsync(cancel);
        work.Db.JoinChecks.Add(new JoinCheck
        {
            BookingId = booking.Id,
            ParticipantId = target.Participant.Id,
            ClientId = booking.ClientId,
            At = work.Database.Clock.GetCurrentInstant(),
            Region = where.Region,
            Place = where.Place is { Length: > 0 } place ? new Sealed<string>(place) : null,
            CallbackNumber = where.Callback,
            EmergencyName = where.EmergencyName,
            EmergencyPhone = where.EmergencyPhone,
            IsUnlicensed = !LicenceCover.Holds([.. licences.Select(licence => licence.AsRule())], new ClientPlace(where.Region, target.Zone), booking.Start, booking.End),
        });
        await work.Db.SaveChangesAsync(cancel);
        await EnsureAsync(booking);
        return await MintAsync(booking, new TicketRequest(target.Participant.Id.ToString("N"), target.Name, ParticipantRole.Guest, Callback: where.Callback));
    }

    /// <summary>The therapist's way in.</summary>
    public async Task<string> EnterAsHostAsync(Booking booking, string name)
    {
        await EnsureAsync(booking);
        return await MintAsync(booking, new TicketRequest(booking.TherapistId.ToString("N"), name, ParticipantRole.Host));
    }

    /// <summary>One session for a booking, whoever comes first; a moved or lengthened booking takes its session along.</summary>
    private Task EnsureAsync(Booking booking) => sessions.EnsureAsync(
        booking.Id.ToString("N"), booking.Start.ToDateTimeOffset(), booking.End.ToDateTimeOffset(),
        new SessionPolicy { MaxPeople = Math.Max(UsualPlaces, booking.Participants.Count + PlacesToSpare) });

    private async Task<string> MintAsync(Booking booking, TicketRequest request)
    {
        // A local address, whatever this node is called from outside: the person stays where they are.
        var ticket = await sessions.MintAsync(booking.Id.ToString("N"), request);
        return "/room#ticket=" + ticket.Ticket;
    }
}
