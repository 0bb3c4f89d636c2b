using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>Weekly series: every date or none.</summary>
internal sealed partial class BookingStore
{
    /// <summary>A weekly series on the therapist's wall clock: every date or none.</summary>
    /// <param name="request">Its first date.</param>
    /// <param name="count">How many dates, 1 to the policy's longest series.</param>
    /// <param name="viewer">The client's zone.</param>
    /// <param name="instead">As in <see cref="WeeklySeries.Plan(Availability, Instant, int, DateTimeZone, IReadOnlyDictionary{int, Instant?})"/>.</param>
    /// <param name="cancel">Ends it.</param>
    public Task<BookingOutcome> BookSeriesAsync(
        BookingRequest request, int count, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead = null, CancellationToken cancel = default) =>
        DeedAsync(request.TherapistId, async () =>
        {
            var (plan, availability) = await PlanAsync(request, count, viewer, instead, cancel);
            if (!plan.IsBookable) return RefusedSeries(plan);
            var series = new BookingSeries
            {
                ClientId = request.ClientId,
                TherapistId = request.TherapistId,
                First = plan.Dates[0].Local,
                Zone = availability.Schedule.Zone.Id,
                Count = plan.Dates.Count,
            };
            work.Db.BookingSeries.Add(series);
            var booked = new List<Booking>();
            var deed = Guid.CreateVersion7();
            foreach (var date in plan.Dates) booked.Add(await AddAsync(request, date.Start!.Value, availability, series.Id, deed, cancel));
            return new BookingOutcome(booked, Verdict.Free);
        }, cancel);

    /// <summary>What <see cref="BookSeriesAsync"/> would say now; books nothing.</summary>
    public async Task<WeeklySeries> PlanSeriesAsync(
        BookingRequest request, int count, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead = null, CancellationToken cancel = default) =>
        (await PlanAsync(request, count, viewer, instead, cancel)).Plan;

    /// <summary>Moves a booking of a series and all later ones, each as many weeks later as it was; every one or none.</summary>
    /// <param name="bookingId">The first to move.</param>
    /// <param name="start">To when.</param>
    /// <param name="holder">Who asks.</param>
    /// <param name="viewer">The client's zone.</param>
    /// <param name="instead">Other starts for some of them, by number.</param>
    /// <param name="chargeOf">By the policy, of each on its present start; null when nothing is charged.</param>
    /// <param name="byStaff">As in <see cref="BookingRequest.ByStaff"/>.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<BookingOutcome> MoveLaterAsync(
        Guid bookingId, Instant start, string holder, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead = null,
        Func<Booking, BookingCharge>? chargeOf = null, bool byStaff = false, CancellationToken cancel = default)
    {
        var booking = await FindAsync(bookingId, cancel);
        return await DeedAsync(booking.TherapistId, async () =>
        {
            var later = await LaterAsync(booking, withAsked: false, cancel);
            if (later.Count == 0 || later[0].Id != bookingId) return BookingOutcome.Taken;
            var (plan, availability) = await PlanMoveAsync(later, start, holder, viewer, instead, byStaff, cancel);
            if (!plan.IsBookable) return RefusedSeries(plan);
            var deed = Guid.CreateVersion7();
            foreach (var moved in later) await time.GiveBackAsync(moved.Id, cancel);
            foreach (var (moved, date) in later.Zip(plan.Dates))
            {
                if (moved.Start != date.Start)
                {
                    if (chargeOf?.Invoke(moved) == BookingCharge.Late) moved.Charge = BookingCharge.Late; // what was late once stays so
                    SetTime(moved, date.Start!.Value, availability);
                    moved.Sequence++;
                    Tell(moved, deed);
                }

                time.Take(moved, moved.Participants.ConvertAll(participant => participant.PersonId));
            }

            await SaveAsync(holder, cancel);
            return new BookingOutcome(later, Verdict.Free);
        }, cancel);
    }

    /// <summary>What <see cref="MoveLaterAsync"/> would say now; moves nothing.</summary>
    public async Task<WeeklySeries> PlanMoveLaterAsync(
        Guid bookingId, Instant start, string holder, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead = null, bool byStaff = false, CancellationToken cancel = default) =>
        (await PlanMoveAsync(await LaterAsync(await FindAsync(bookingId, cancel), withAsked: false, cancel), start, holder, viewer, instead, byStaff, cancel)).Plan;

    /// <summary>This booking and all later ones of its series that still stand; the one alone without a series.</summary>
    /// <param name="booking">The first.</param>
    /// <param name="withAsked">Also those that wait for approval: they can be cancelled, but not moved.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<List<Booking>> LaterAsync(Booking booking, bool withAsked, CancellationToken cancel = default)
    {
        var (id, series, start) = (booking.Id, booking.SeriesId, booking.Start);
        List<BookingState> states = withAsked ? [BookingState.Booked, BookingState.Requested] : [BookingState.Booked];
        var later = await work.Db.Bookings.Include(known => known.Participants)
            .Where(known => states.Contains(known.State) && (known.Id == id || (series != null && known.SeriesId == series && known.Start > start)))
            .OrderBy(known => known.Start)
            .ToListAsync(cancel);
        foreach (var known in later) await work.Db.Entry(known).ReloadAsync(cancel); // what was loaded before the transaction may be old
        return [.. later.Where(known => states.Contains(known.State)).OrderBy(known => known.Start)];
    }

    private async Task<(WeeklySeries Plan, Availability Availability)> PlanAsync(
        BookingRequest request, int count, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead, CancellationToken cancel)
    {
        var zone = (await schedules.ScheduleAsync(request.TherapistId, await schedules.PolicyAsync(cancel), cancel)).Zone;
        var availability = await AvailabilityAsync(request, WeeklySeries.SpanOf(zone, request.Start, count), null, cancel);
        return (WeeklySeries.Plan(availability, request.Start, count, viewer, instead), availability);
    }

    private async Task<(WeeklySeries Plan, Availability Availability)> PlanMoveAsync(
        List<Booking> later, Instant start, string holder, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead, bool byStaff, CancellationToken cancel)
    {
        var request = RequestOf(later[0], holder, byStaff);
        var zone = (await schedules.ScheduleAsync(request.TherapistId, await schedules.PolicyAsync(cancel), cancel)).Zone;
        var firstWeek = WeekOf(later[0].Local.Date);
        int[] weeks = [.. later.Select(booking => (int)(Period.DaysBetween(firstWeek, WeekOf(booking.Local.Date)) / 7))];
        var availability = await AvailabilityAsync(request, WeeklySeries.SpanOf(zone, start, weeks), later.Select(booking => booking.Id.ToString()).ToHashSet(), cancel);
        var chosen = instead?.Where(other => other.Value is not null).ToDictionary(); // a week that is booked is not left out by moving
        return (WeeklySeries.Plan(availability, start, weeks, viewer, chosen), availability);
    }

    private static LocalDate WeekOf(LocalDate date) => date.PlusDays(1).Previous(IsoDayOfWeek.Monday);

    private static BookingOutcome RefusedSeries(WeeklySeries plan) =>
        new([], plan.Dates.FirstOrDefault(date => !date.Verdict.IsFree)?.Verdict ?? new Verdict(SchedulingRule.NotAStart), Series: plan);
}
