using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>What staff decides about a booking that stands as asked for, or whose clock the law has changed.</summary>
internal sealed partial class BookingStore
{
    /// <summary>Makes a booking of what was asked for. It was in time when it was asked, so notice and horizon don't count; of two for one time the second is refused.
    /// Nobody had it in a calendar before, so its SEQUENCE stays and its people are told of a booking, not of a change.</summary>
    public async Task<BookingOutcome> ApproveAsync(Guid bookingId, string holder, CancellationToken cancel = default)
    {
        var booking = await FindAsync(bookingId, cancel);
        return await DeedAsync(booking.TherapistId, async () =>
        {
            await work.Db.Entry(booking).ReloadAsync(cancel);
            if (booking.State != BookingState.Requested) return BookingOutcome.Taken;
            var availability = await AvailabilityAsync(RequestOf(booking, holder, byStaff: true), InstantRange.Of(booking.Start, BookingPolicy.UnitMinutes), null, cancel);
            var verdict = availability.Judge(booking.Start);
            if (!verdict.IsFree) return new BookingOutcome([], verdict);
            booking.State = BookingState.Booked;
            booking.BufferMinutes = availability.Schedule.BufferMinutes;
            time.Take(booking, booking.Participants.ConvertAll(participant => participant.PersonId));
            Tell(booking, Guid.CreateVersion7());
            await work.Db.SaveChangesAsync(cancel);
            return new BookingOutcome([booking], Verdict.Free);
        }, cancel);
    }

    /// <summary>Turns down what was asked for. It took no time, so nothing falls free.</summary>
    /// <param name="bookingId">Which one.</param>
    /// <param name="reason">For the practice's own eyes; null for none.</param>
    /// <param name="tell">Adds what is stored with the deed or not at all: who asked hears of it.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>False when it was decided about already.</returns>
    public async Task<bool> DeclineAsync(Guid bookingId, string? reason, Func<Booking, Task> tell, CancellationToken cancel = default)
    {
        var booking = await FindAsync(bookingId, cancel);
        var outcome = await DeedAsync(booking.TherapistId, async () =>
        {
            await work.Db.Entry(booking).ReloadAsync(cancel);
            if (booking.State != BookingState.Requested) return BookingOutcome.Taken;
            (booking.State, booking.CancelledAt, booking.CancelledById) = (BookingState.Cancelled, work.Database.Clock.GetCurrentInstant(), work.Person?.UserId);
            booking.CancelReason = reason is null ? null : new Sealing.Sealed<string>(reason);
            await tell(booking);
            await work.Db.SaveChangesAsync(cancel);
            return new BookingOutcome([booking], Verdict.Free);
        }, cancel);
        return outcome.IsBooked;
    }

    /// <summary>The moment counts: the wall clock of a booking becomes what its zone shows then by today's data. Its time doesn't move.</summary>
    public async Task KeepMomentAsync(Guid bookingId, CancellationToken cancel = default)
    {
        var booking = await FindAsync(bookingId, cancel);
        var zone = ZoneData.Current.TryGet(booking.Zone, out var known)
            ? known
            : (await schedules.ScheduleAsync(booking.TherapistId, await schedules.PolicyAsync(cancel), cancel)).Zone;
        var kept = BookedTime.Of(booking.Start, zone, ZoneData.Current);
        (booking.Local, booking.Zone, booking.ZoneDataVersion) = (kept.Local, kept.Zone, kept.ZoneDataVersion);
        booking.Sequence++;
        if (booking.State == BookingState.Booked) Tell(booking, Guid.CreateVersion7());
        await work.Db.SaveChangesAsync(cancel);
    }
}
