using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>A booking to come, seen from where the client will be.</summary>
/// <param name="IsCovered">A licence of the therapist holds there until the session's end.</param>
internal sealed record MovedBooking(Booking Booking, string TherapistName, bool IsCovered);

/// <summary>A client moves: every booking from that date on is looked at, and nothing is cancelled in silence.</summary>
internal sealed class HouseMoves(UnitOfWork work)
{
    /// <summary>Bookings from the date on, first one first.</summary>
    public async Task<IReadOnlyList<MovedBooking>> CheckAsync(Client client, ClientPlace to, LocalDate on, CancellationToken cancel)
    {
        var from = Instant.Max(work.Database.Clock.GetCurrentInstant(), on.AtStartOfDayInZone(to.Zone).ToInstant());
        var bookings = await work.Db.Bookings.Include(booking => booking.Participants)
            .Where(booking => booking.ClientId == client.Id && booking.Start >= from && (booking.State == BookingState.Booked || booking.State == BookingState.Requested))
            .OrderBy(booking => booking.Start)
            .ToListAsync(cancel);
        var ids = bookings.Select(booking => booking.TherapistId).Distinct().ToList();
        var names = await work.Db.Staff.AsNoTracking().Where(member => ids.Contains(member.Id)).ToDictionaryAsync(member => member.Id, cancel);
        var licences = (await work.Db.Licences.AsNoTracking().Where(licence => ids.Contains(licence.StaffId)).ToListAsync(cancel)).ToLookup(licence => licence.StaffId, licence => licence.AsRule());
        return [.. bookings.Select(booking => new MovedBooking(
            booking, names[booking.TherapistId].Name.Value, LicenceCover.Holds([.. licences[booking.TherapistId]], to, booking.Start, booking.End)))];
    }

    /// <summary>Whether the present therapist may work there on the day of the move; null without a therapist.</summary>
    public async Task<bool?> IsTherapistLicensedAsync(Client client, ClientPlace to, LocalDate on, CancellationToken cancel)
    {
        if (client.TherapistId is not { } id) return null;
        var licences = await work.Db.Licences.AsNoTracking().Where(licence => licence.StaffId == id).ToListAsync(cancel);
        var noon = on.At(new LocalTime(12, 0)).InZoneLeniently(to.Zone).ToInstant();
        return LicenceCover.Holds([.. licences.Select(licence => licence.AsRule())], to, noon, noon + Duration.FromMinutes(50));
    }

    /// <summary>Keeps the move, sets the place of the bookings from its date on, and tells therapists and intake what can be done.</summary>
    public async Task<HouseMove> TellAsync(Client client, ClientPlace to, LocalDate on, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var checkedBookings = await CheckAsync(client, to, on, cancel);
        var isLicensed = await IsTherapistLicensedAsync(client, to, on, cancel);
        var uncovered = checkedBookings.Where(moved => !moved.IsCovered).Select(moved => moved.Booking.Id).ToArray();
        var move = new HouseMove { ClientId = client.Id, FromRegion = client.Region, ToRegion = to.Region, ToZone = to.Zone.Id, On = on, ToldAt = now, Uncovered = uncovered };
        work.Db.HouseMoves.Add(move);
        foreach (var participant in checkedBookings.SelectMany(moved => moved.Booking.Participants).Where(participant => participant.MemberId is null))
            (participant.Region, participant.Zone) = (to.Region, to.Zone.Id);
        if (on <= now.InZone(to.Zone).Date) (client.Region, client.Zone) = (to.Region, to.Zone.Id);

        var details = $"Moves to {Regions.Name(to.Region)} on {on:uuuu'-'MM'-'dd}. Sessions from then on: {checkedBookings.Count}, without a licence there: {uncovered.Length}. "
            + (uncovered.Length == 0 && isLicensed != false ? "Nothing has to change." : "What can be done: another therapist who is licensed there, or a referral.");
        Notices.TellIntake(work, NoticeKinds.HouseMove, client, details);
        foreach (var therapist in checkedBookings.Select(moved => (Guid?)moved.Booking.TherapistId).Append(client.TherapistId).Distinct()) Notices.TellMember(work, therapist, NoticeKinds.HouseMove, client, details);
        await work.Db.SaveChangesAsync(cancel);
        return move;
    }

    /// <summary>Staff has decided what becomes of it; the caller saves.</summary>
    public void Settle(HouseMove move, string decision, Guid userId) =>
        (move.SettledAt, move.SettledById, move.Decision) = (work.Database.Clock.GetCurrentInstant(), userId, decision);

    /// <summary>Those that need a decision.</summary>
    public async Task<List<HouseMove>> OpenAsync(CancellationToken cancel) =>
        await work.Db.HouseMoves.AsNoTracking().Where(move => move.SettledAt == null).OrderBy(move => move.On).Take(200).ToListAsync(cancel);
}
