using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>Lengthens a booking's time in the calendar, in the transaction that is open: the units have the last word.</summary>
internal sealed class CalendarGrowth(UnitOfWork work)
{
    private readonly TakenTime time = new(work);

    public Task QueueAsync(Guid therapistId, CancellationToken cancel) => time.QueueAsync(therapistId, cancel);

    /// <summary>Whole units that reach a moment.</summary>
    public static int MinutesUntil(Instant start, Instant end)
    {
        var unit = Duration.FromMinutes(BookingPolicy.UnitMinutes).TotalSeconds;
        return (int)Math.Ceiling((end - start).TotalSeconds / unit) * BookingPolicy.UnitMinutes;
    }

    /// <summary>Gives the booking's units back and takes those of the longer one; nothing is saved yet.</summary>
    /// <returns>False: an outside calendar or somebody's hold stands in the way.</returns>
    public async Task<bool> GrowAsync(Booking booking, int minutes, CancellationToken cancel)
    {
        var (now, end) = (work.Database.Clock.GetCurrentInstant(), booking.Start + Duration.FromMinutes(minutes));
        var start = booking.Start;
        if (await work.Db.OutsideBusyTimes.AnyAsync(busy => busy.StaffId == booking.TherapistId && busy.Start < end && busy.End > start, cancel)) return false;
        var holds = await work.Db.BookingHolds.AsNoTracking().Where(hold => hold.TherapistId == booking.TherapistId && hold.Until > now).ToListAsync(cancel);
        var wanted = new InstantRange(start, end + Duration.FromMinutes(booking.BufferMinutes));
        if (holds.Exists(hold => hold.AsRule().Time.Range.Overlaps(wanted))) return false;
        await time.GiveBackAsync(booking.Id, cancel);
        time.Take(booking, booking.Participants.ConvertAll(participant => participant.PersonId), minutes);
        return true;
    }
}
