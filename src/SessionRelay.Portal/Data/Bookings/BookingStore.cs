using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>
/// Books, moves and cancels. Each deed is one transaction: it asks <see cref="Availability.Judge"/>, as the page did that offered the time, then takes the units.
/// All or nothing; a refusal names its rule.
/// </summary>
internal sealed partial class BookingStore(UnitOfWork work)
{
    private readonly ScheduleReader schedules = new(work);
    private readonly TakenTime time = new(work);

    public Task<BookingOutcome> BookAsync(BookingRequest request, CancellationToken cancel = default) => DeedAsync(request.TherapistId, async () =>
    {
        var availability = await AvailabilityAsync(request, InstantRange.Of(request.Start, BookingPolicy.UnitMinutes), null, cancel);
        var verdict = availability.Judge(request.Start);
        if (!verdict.IsFree) return new BookingOutcome([], verdict);
        return new BookingOutcome([await AddAsync(request, request.Start, availability, null, Guid.CreateVersion7(), cancel)], Verdict.Free);
    }, cancel);

    /// <summary>Moves a booking. What it costs is the caller's to decide before, by <see cref="ChangeRules"/>.</summary>
    /// <param name="bookingId">Which one.</param>
    /// <param name="start">To when.</param>
    /// <param name="holder">Who asks.</param>
    /// <param name="charge">By the policy.</param>
    /// <param name="byStaff">As in <see cref="BookingRequest.ByStaff"/>.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<BookingOutcome> MoveAsync(Guid bookingId, Instant start, string holder, BookingCharge charge = BookingCharge.None, bool byStaff = false, CancellationToken cancel = default)
    {
        var booking = await FindAsync(bookingId, cancel);
        return await DeedAsync(booking.TherapistId, async () =>
        {
            await work.Db.Entry(booking).ReloadAsync(cancel);
            if (booking.State != BookingState.Booked) return BookingOutcome.Taken;
            if (booking.Start == start) return new BookingOutcome([booking], Verdict.Free); // it is there: a second press is no second change
            var people = booking.Participants.ConvertAll(participant => participant.PersonId);
            var availability = await AvailabilityAsync(RequestOf(booking, holder, byStaff), InstantRange.Of(start, BookingPolicy.UnitMinutes), new HashSet<string> { booking.Id.ToString() }, cancel);
            var verdict = availability.Judge(start);
            if (!verdict.IsFree) return new BookingOutcome([], verdict);
            await time.GiveBackAsync(booking.Id, cancel);
            SetTime(booking, start, availability);
            booking.Sequence++;
            if (charge == BookingCharge.Late) booking.Charge = charge; // what was late once stays so
            time.Take(booking, people);
            Tell(booking, Guid.CreateVersion7());
            await SaveAsync(holder, cancel);
            return new BookingOutcome([booking], Verdict.Free);
        }, cancel);
    }

    /// <summary>Cancels a booking and gives its time back. One that is cancelled already stays as it is.</summary>
    /// <returns>False when it was no booking to come.</returns>
    public async Task<bool> CancelAsync(Guid bookingId, string? reason, BookingCharge charge = BookingCharge.None, CancellationToken cancel = default) =>
        (await CancelAsync([bookingId], reason, _ => charge, cancel)).Count > 0;

    /// <summary>Cancels bookings with one therapist in one deed, of which people are told at once.</summary>
    /// <param name="bookingIds">One or more; of another therapist's than the first nothing is cancelled.</param>
    /// <param name="reason">For the practice's own eyes; null for none.</param>
    /// <param name="chargeOf">By the policy, of each on its own start.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Those that were bookings to come.</returns>
    public async Task<IReadOnlyList<Booking>> CancelAsync(IReadOnlyList<Guid> bookingIds, string? reason, Func<Booking, BookingCharge> chargeOf, CancellationToken cancel)
    {
        var therapistId = (await FindAsync(bookingIds[0], cancel)).TherapistId;
        var outcome = await DeedAsync(therapistId, async () =>
        {
            var cancelled = new List<Booking>();
            var deed = Guid.CreateVersion7();
            foreach (var id in bookingIds)
            {
                var booking = await FindAsync(id, cancel);
                await work.Db.Entry(booking).ReloadAsync(cancel);
                if (booking.TherapistId != therapistId || booking.State is not (BookingState.Booked or BookingState.Requested)) continue;
                var wasBooked = booking.State == BookingState.Booked;
                if (chargeOf(booking) == BookingCharge.Late) booking.Charge = BookingCharge.Late;
                booking.State = BookingState.Cancelled;
                (booking.CancelledAt, booking.CancelledById) = (work.Database.Clock.GetCurrentInstant(), work.Person?.UserId);
                booking.CancelReason = reason is null ? null : new Sealing.Sealed<string>(reason);
                booking.Sequence++;
                await time.GiveBackAsync(booking.Id, cancel);
                if (wasBooked) Tell(booking, deed);
                cancelled.Add(booking);
            }

            await work.Db.SaveChangesAsync(cancel);
            return new BookingOutcome(cancelled, Verdict.Free);
        }, cancel);
        return outcome.Bookings;
    }

    /// <summary>Keeps a time for its holder by the policy's length; the holder's former holds go. Called again for the same time, it lasts longer.</summary>
    public Task<BookingOutcome> HoldAsync(BookingRequest request, CancellationToken cancel = default) => DeedAsync(request.TherapistId, async () =>
    {
        var availability = await AvailabilityAsync(request, InstantRange.Of(request.Start, BookingPolicy.UnitMinutes), null, cancel);
        var verdict = availability.Judge(request.Start);
        if (!verdict.IsFree) return new BookingOutcome([], verdict);
        await time.ReleaseHoldsAsync(request.Holder, cancel);
        work.Db.BookingHolds.Add(new BookingHold
        {
            Holder = request.Holder,
            TherapistId = request.TherapistId,
            Start = request.Start,
            Minutes = request.Minutes,
            BufferMinutes = availability.Schedule.BufferMinutes,
            Until = work.Database.Clock.GetCurrentInstant() + availability.Policy.HoldFor,
        });
        await work.Db.SaveChangesAsync(cancel);
        return new BookingOutcome([], Verdict.Free);
    }, cancel);

    public async Task ReleaseAsync(string holder, CancellationToken cancel = default)
    {
        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
        await time.ReleaseHoldsAsync(holder, cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task<BookingOutcome> DeedAsync(Guid therapistId, Func<Task<BookingOutcome>> deed, CancellationToken cancel)
    {
        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
        try
        {
            await time.QueueAsync(therapistId, cancel);
            var outcome = await deed();
            await transaction.CommitAsync(cancel);
            return outcome;
        }
        catch (Exception lost) when (UniqueKeys.IsViolation(lost))
        {
            await transaction.RollbackAsync(cancel);
            work.Db.ChangeTracker.Clear();
            return BookingOutcome.Taken;
        }
    }

    /// <summary>What the deeds ask: pages that offer times search it.</summary>
    public async Task<Availability> AvailabilityAsync(BookingRequest request, InstantRange span, IReadOnlySet<string>? without, CancellationToken cancel) =>
        await schedules.AvailabilityAsync(
            request.TherapistId,
            new BookingWish(request.Minutes, request.Format, request.Holder),
            [.. request.Participants.Select(participant => participant.MemberId ?? request.ClientId)],
            request.RoomId,
            [.. request.Participants.Select(participant => new ClientPlace(participant.Region, ZoneOf(participant.Zone)))],
            span,
            without,
            request.ByStaff,
            cancel);

    private async Task<Booking> AddAsync(BookingRequest request, Instant start, Availability availability, Guid? seriesId, Guid deed, CancellationToken cancel)
    {
        var zone = availability.Schedule.Zone;
        var booking = new Booking
        {
            ClientId = request.ClientId,
            TherapistId = request.TherapistId,
            SeriesId = seriesId,
            State = request.IsAsking ? BookingState.Requested : BookingState.Booked,
            Kind = request.Kind,
            Format = request.Format,
            RoomId = request.RoomId,
            Start = start,
            Minutes = request.Minutes,
            BufferMinutes = availability.Schedule.BufferMinutes,
            Local = start.InZone(zone).LocalDateTime,
            Zone = zone.Id,
            ZoneDataVersion = ZoneData.Current.Version,
            BookedAt = work.Database.Clock.GetCurrentInstant(),
            BookedById = work.Person?.UserId,
        };
        foreach (var participant in request.Participants)
            booking.Participants.Add(PlaceLinks.NewPlace(work.Vault, booking, participant.MemberId, participant.Zone, participant.Region));
        work.Db.Bookings.Add(booking);
        if (!request.IsAsking)
        {
            time.Take(booking, booking.Participants.ConvertAll(participant => participant.PersonId));
            Tell(booking, deed);
        }

        await SaveAsync(request.Holder, cancel);
        return booking;
    }

    private async Task SaveAsync(string holder, CancellationToken cancel)
    {
        await work.Db.SaveChangesAsync(cancel);
        await time.ReleaseHoldsAsync(holder, cancel);
    }

    /// <summary>All whom it concerns hear of it, if the deed is stored.</summary>
    private void Tell(Booking booking, Guid deed) => work.Db.Reminders.Add(Reminder.ToEverybody(booking, deed, work.Database.Clock.GetCurrentInstant()));

    private Task<Booking> FindAsync(Guid id, CancellationToken cancel) => work.Db.Bookings.Include(booking => booking.Participants).SingleAsync(booking => booking.Id == id, cancel);

    private static void SetTime(Booking booking, Instant start, Availability availability)
    {
        var kept = BookedTime.Of(start, availability.Schedule.Zone, ZoneData.Current);
        (booking.Start, booking.Local, booking.Zone, booking.ZoneDataVersion) = (start, kept.Local, kept.Zone, kept.ZoneDataVersion);
        booking.BufferMinutes = availability.Schedule.BufferMinutes;
    }

    /// <summary>What would book it anew.</summary>
    public static BookingRequest RequestOf(Booking booking, string holder, bool byStaff) =>
        new(booking.TherapistId, booking.ClientId, booking.Start, booking.Minutes, booking.Format, booking.Kind, holder)
        {
            Participants = booking.Participants.ConvertAll(participant => new ParticipantRequest(participant.MemberId, participant.Zone, participant.Region)),
            RoomId = booking.RoomId,
            ByStaff = byStaff,
        };

    private static DateTimeZone ZoneOf(string id) => ZoneData.Current.TryGet(id, out var zone) ? zone : throw new ArgumentException($"The zone {id} is unknown.");
}
