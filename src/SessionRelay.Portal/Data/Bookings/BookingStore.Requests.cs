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

    /// <summary>Turns down what was asked for of one therapist. It took no time, so nothing falls free.</summary>
    /// <param name="bookingIds">One or more; of another therapist's than the first nothing is turned down.</param>
    /// <param name="reason">For the practice's own eyes; null for none.</param>
    /// <param name="tell">Adds what is stored with the deed or not at all: who asked hears of all of them at once.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>How many were not decided about yet.</returns>
    public async Task<int> DeclineAsync(IReadOnlyList<Guid> bookingIds, string? reason, Func<IReadOnlyList<Booking>, Task> tell, CancellationToken cancel = default)
    {
        var therapistId = (await FindAsync(bookingIds[0], cancel)).TherapistId;
        var outcome = await DeedAsync(therapistId, async () =>
        {
            var declined = new List<Booking>();
            foreach (var id in bookingIds)
            {
                var booking = await FindAsync(id, cancel);
                await work.Db.Entry(booking).ReloadAsync(cancel);
                if (booking.TherapistId != therapistId || booking.State != BookingState.Requested) continue;
                (booking.State, booking.CancelledAt, booking.CancelledById) = (BookingState.Cancelled, work.Database.Clock.GetCurrentInstant(), work.Person?.UserId);
                booking.CancelReason = reason is null ? null : new Sealing.Sealed<string>(reason);
                declined.Add(booking);
            }

            if (declined.Count > 0) await tell(declined);
            await work.Db.SaveChangesAsync(cancel);
            return new BookingOutcome(declined, Verdict.Free);
        }, cancel);
        return outcome.Bookings.Count;
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
