using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>Offers times and books, moves and cancels, for clients and for staff. Offers and deeds ask one judge; what a page did not show is refused here all the same.</summary>
internal sealed class BookingDesk(UnitOfWork work, BookingStore store, ScheduleReader schedules, EarlierTimes earlier, DeclinedLetters declined, OutboxBell bell)
{
    private const int DaysOfAPage = 7;

    private Instant Now => work.Database.Clock.GetCurrentInstant();

    public Task<BookingPolicy> PolicyAsync(CancellationToken cancel) => schedules.PolicyAsync(cancel);

    /// <returns>Null for somebody who is no therapist, or doesn't work here any more.</returns>
    public async Task<TherapistOffer?> OfferAsync(Guid? therapistId, CancellationToken cancel)
    {
        if (await work.Db.Staff.AsNoTracking().SingleOrDefaultAsync(member => member.Id == therapistId && member.IsActive, cancel) is not { } member) return null;
        return await work.Db.Therapists.AsNoTracking().SingleOrDefaultAsync(profile => profile.Id == therapistId, cancel) is { } known ? TherapistOffer.Of(member, known) : null;
    }

    /// <summary>What a client may not choose, in words; null when all is well. Staff is bound by the therapist's lengths alone, which the judge knows.</summary>
    public async Task<string?> ProblemAsync(SessionWish wish, CancellationToken cancel)
    {
        if (await OfferAsync(wish.TherapistId, cancel) is not { } offer) return "This therapist has no sessions any more. Please call us.";
        if (!offer.Formats.Contains(wish.Format)) return $"{offer.Name} has no sessions in this way. Choose another one.";
        if (wish.Others.Any(member => member.ClientId != wish.Client.Id)) return "Somebody of those who would take part is not known here.";
        if (wish.Kind == BookingKind.Consultation != (wish.Minutes == BookingPolicy.ConsultationMinutes))
            return $"{BookingPolicy.ConsultationMinutes} minutes are for free consultations, and a free consultation has no more. Choose another length.";
        if (wish.ByStaff) return null;
        if (wish.Client.TherapistId != wish.TherapistId) return "You have another therapist now. Begin again.";
        return offer.Lengths.Contains(wish.Minutes) ? null : $"{offer.Name} has no sessions of this length. Choose another one.";
    }

    /// <summary>A week of free times on the viewer's calendar.</summary>
    /// <param name="wish">What is to be booked.</param>
    /// <param name="from">The first date; today when null or over.</param>
    /// <param name="viewer">Whose calendar.</param>
    /// <param name="without">Bookings that are being moved.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<FreeTimesView> FreeTimesAsync(SessionWish wish, LocalDate? from, DateTimeZone viewer, IReadOnlySet<string>? without, CancellationToken cancel)
    {
        var horizon = wish.ByStaff ? Duration.FromDays(366) : (await PolicyAsync(cancel)).Horizon;
        var (today, last) = (Now.InZone(viewer).Date, (Now + horizon).InZone(viewer).Date);
        var first = from is { } asked ? LocalDate.Max(today, LocalDate.Min(asked, last)) : today;
        var end = LocalDate.Min(first.PlusDays(DaysOfAPage - 1), last);
        var days = DaysOf(await FreeAsync(wish, WallClock.DatesOf(viewer, first, end), without, cancel), viewer);
        LocalDate? next = null;
        if (days.Count == 0 && end < last)
            next = (await FreeAsync(wish, WallClock.DatesOf(viewer, end.PlusDays(1), last), without, cancel)) is [var free, ..] ? free.InZone(viewer).Date : null;
        return new FreeTimesView(
            viewer, first, end, days, first > today ? LocalDate.Max(today, first.PlusDays(-DaysOfAPage)) : null, end < last ? end.PlusDays(1) : null, next);
    }

    /// <summary>All free starts, in order.</summary>
    public async Task<IReadOnlyList<Instant>> FreeAsync(SessionWish wish, InstantRange span, IReadOnlySet<string>? without, CancellationToken cancel)
    {
        var free = new SortedSet<Instant>();
        foreach (var room in await RoomsAsync(wish.Format, cancel))
            free.UnionWith(FreeTimes.Search(await store.AvailabilityAsync(wish.At(span.Start, room), span, without, cancel)));
        return [.. free];
    }

    /// <summary>Keeps a time while its holder checks the answers.</summary>
    public Task<BookingOutcome> HoldAsync(SessionWish wish, Instant start, CancellationToken cancel) =>
        InARoomAsync(wish.Format, room => store.HoldAsync(wish.At(start, room), cancel), cancel);

    /// <summary>Until when the holder's time is kept; null when it is not.</summary>
    public async Task<Instant?> KeptUntilAsync(SessionWish wish, Instant start, CancellationToken cancel) =>
        (await work.Db.BookingHolds.AsNoTracking()
            .Where(hold => hold.Holder == wish.Holder && hold.TherapistId == wish.TherapistId && hold.Start == start && hold.Until > Now)
            .ToListAsync(cancel)).FirstOrDefault()?.Until;

    /// <summary>Books one session, or a weekly series. Where the practice wants to approve, it is asked for only.</summary>
    public async Task<BookingOutcome> BookAsync(
        SessionWish wish, Instant start, int weeks, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead, CancellationToken cancel)
    {
        var policy = await PolicyAsync(cancel);
        if (weeks < 1 || weeks > policy.LongestSeries) return new BookingOutcome([], new Verdict(SchedulingRule.Horizon));
        var isAsking = policy.NeedsApproval && !wish.ByStaff;
        return await InARoomAsync(
            wish.Format,
            room =>
            {
                var request = wish.At(start, room) with { IsAsking = isAsking };
                return weeks == 1 ? store.BookAsync(request, cancel) : store.BookSeriesAsync(request, weeks, viewer, instead, cancel);
            },
            cancel);
    }

    /// <summary>Every date of a series with what would refuse it; books nothing.</summary>
    public async Task<WeeklySeries> PlanAsync(SessionWish wish, Instant start, int weeks, DateTimeZone viewer, IReadOnlyDictionary<int, Instant?>? instead, CancellationToken cancel) =>
        await store.PlanSeriesAsync(wish.At(start, (await RoomsAsync(wish.Format, cancel))[0]), weeks, viewer, instead, cancel);

    /// <summary>What moving or cancelling means now.</summary>
    public async Task<ChangeTiming> TimingAsync(Booking booking, CancellationToken cancel) => ChangeRules.TimingOf(await PolicyAsync(cancel), booking.Start, Now);

    /// <summary>Moves one booking, or it and all later ones of its series; each by the policy of its own start.</summary>
    /// <returns>Null when it has begun, and there is nothing to move.</returns>
    public async Task<BookingOutcome?> MoveAsync(
        Booking booking, Instant start, bool withLater, string holder, DateTimeZone viewer, bool byStaff, IReadOnlyDictionary<int, Instant?>? instead, CancellationToken cancel)
    {
        var policy = await PolicyAsync(cancel);
        if (ChangeRules.TimingOf(policy, booking.Start, Now) == ChangeTiming.TooLate || booking.State != BookingState.Booked) return null;
        var all = withLater ? await store.LaterAsync(booking, withAsked: false, cancel) : [booking];
        var former = all.ConvertAll(one => InstantRange.Of(one.Start, one.Minutes));
        var outcome = withLater
            ? await store.MoveLaterAsync(booking.Id, start, holder, viewer, instead, one => ChargeOf(policy, one, byStaff), byStaff, cancel)
            : await store.MoveAsync(booking.Id, start, holder, ChargeOf(policy, booking, byStaff), byStaff, cancel);
        if (!outcome.IsBooked) return outcome;
        foreach (var freed in former) await earlier.FreedAsync(booking.TherapistId, freed, cancel);
        return outcome;
    }

    /// <summary>How many later ones of its series moving or cancelling them now would be late for, besides the booking itself.</summary>
    public async Task<int> LateLaterAsync(Booking booking, CancellationToken cancel)
    {
        var policy = await PolicyAsync(cancel);
        return (await store.LaterAsync(booking, withAsked: false, cancel)).Count(one => one.Id != booking.Id && ChangeRules.TimingOf(policy, one.Start, Now) == ChangeTiming.Late);
    }

    public Task<WeeklySeries> PlanMoveAsync(Booking booking, Instant start, string holder, DateTimeZone viewer, bool byStaff, IReadOnlyDictionary<int, Instant?>? instead, CancellationToken cancel) =>
        store.PlanMoveLaterAsync(booking.Id, start, holder, viewer, instead, byStaff, cancel);

    /// <summary>Cancels one booking, or it and all later ones of its series, those that wait for approval too; each by the policy of its own start.</summary>
    /// <returns>How many; 0 when it has begun or is none any more.</returns>
    public async Task<int> CancelAsync(Booking booking, bool withLater, string? reason, bool byStaff, CancellationToken cancel)
    {
        var policy = await PolicyAsync(cancel);
        var all = withLater ? (await store.LaterAsync(booking, withAsked: true, cancel)).FindAll(one => ChangeRules.TimingOf(policy, one.Start, Now) != ChangeTiming.TooLate) : [booking];
        // A client knows of what they take back themselves; of what staff turns down they are told.
        var turnedDown = byStaff ? await DeclineAsync(all.FindAll(one => one.State == BookingState.Requested), reason, cancel) : 0;
        all = all.FindAll(one => ChangeRules.TimingOf(policy, one.Start, Now) != ChangeTiming.TooLate && (!byStaff || one.State == BookingState.Booked));
        if (all.Count == 0) return turnedDown;
        var cancelled = await store.CancelAsync(
            all.ConvertAll(one => one.Id), reason, one => one.State == BookingState.Booked ? ChargeOf(policy, one, byStaff) : BookingCharge.None, cancel);
        foreach (var one in cancelled) await earlier.FreedAsync(one.TherapistId, InstantRange.Of(one.Start, one.Minutes), cancel);
        return cancelled.Count + turnedDown;
    }

    private BookingCharge ChargeOf(BookingPolicy policy, Booking booking, bool byStaff) =>
        !byStaff && ChangeRules.TimingOf(policy, booking.Start, Now) == ChangeTiming.Late ? BookingCharge.Late : BookingCharge.None;

    /// <summary>Staff turns down what a client asked for, and all of the client's side are told.</summary>
    /// <returns>False when somebody has decided about it already.</returns>
    public async Task<bool> DeclineAsync(Booking asked, string? reason, CancellationToken cancel) => await DeclineAsync([asked], reason, cancel) > 0;

    private async Task<int> DeclineAsync(IReadOnlyList<Booking> asked, string? reason, CancellationToken cancel)
    {
        if (asked.Count == 0) return 0;
        var count = await store.DeclineAsync([.. asked.Select(booking => booking.Id)], reason, bookings => declined.AddAsync(bookings, cancel), cancel);
        if (count > 0) bell.Ring();
        return count;
    }

    /// <summary>Books a time that staff has proposed: agreed on, so neither notice nor approval counts; all else does.</summary>
    public Task<BookingOutcome> TakeProposedAsync(Guid proposalId, SessionWish wish, Instant start, CancellationToken cancel) =>
        InARoomAsync(wish.Format, room => store.TakeProposedAsync(proposalId, wish.At(start, room), cancel), cancel);

    private async Task<BookingOutcome> InARoomAsync(CareFormat format, Func<Guid?, Task<BookingOutcome>> deed, CancellationToken cancel)
    {
        var outcome = BookingOutcome.Taken;
        foreach (var room in await RoomsAsync(format, cancel))
        {
            outcome = await deed(room);
            if (outcome.Refused.Rule != SchedulingRule.RoomBooked && !outcome.JustTaken) break; // what was taken between the look and the deed may have been this room alone
        }

        return outcome;
    }

    /// <summary>Rooms to try; none at all is one try without a room.</summary>
    private async Task<IReadOnlyList<Guid?>> RoomsAsync(CareFormat format, CancellationToken cancel)
    {
        if (format != CareFormat.InPerson) return [null];
        var rooms = await work.Db.PracticeRooms.AsNoTracking().Where(room => room.IsOpen).OrderBy(room => room.Id).Select(room => (Guid?)room.Id).ToListAsync(cancel);
        return rooms.Count == 0 ? [null] : rooms;
    }

    private static List<FreeDay> DaysOf(IReadOnlyList<Instant> free, DateTimeZone zone) =>
        [.. free.GroupBy(start => start.InZone(zone).Date).Select(day => new FreeDay(day.Key, [.. day]))];
}
