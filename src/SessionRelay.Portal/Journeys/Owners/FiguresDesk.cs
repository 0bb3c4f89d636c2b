using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Figures;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>Figures with the names of the therapists in them.</summary>
/// <param name="Ahead">How full the coming weeks are.</param>
internal sealed record NamedFigures(PracticeFigures Past, IReadOnlyList<OccupiedHours> Ahead, IReadOnlyDictionary<Guid, string> Therapists);

/// <summary>Counts what stands in the practice's records. Times and states are read, and nobody's name but the therapists'; the trail tells which tables.</summary>
internal sealed class FiguresDesk(UnitOfWork work, ScheduleReader schedules)
{
    /// <summary>How far ahead it looks, in days: four weeks.</summary>
    public const int DaysAhead = 28;

    /// <param name="days">How far back it looks, from now; 1 to 366.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<NamedFigures> OfLastAsync(int days, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var (past, ahead) = (new InstantRange(now - Duration.FromDays(days), now), new InstantRange(now, now + Duration.FromDays(DaysAhead)));
        var staff = await work.Db.Staff.AsNoTracking().Where(member => member.IsActive).ToListAsync(cancel);
        var ids = (await work.Db.Therapists.AsNoTracking().Select(profile => profile.Id).ToListAsync(cancel)).ToHashSet();
        var names = staff.Where(member => member.Roles.HasFlag(PortalRole.Therapist) && ids.Contains(member.Id)).ToDictionary(member => member.Id, member => member.Name.Value);
        List<TherapistHours> hoursPast = [], hoursAhead = [];
        var policy = await schedules.PolicyAsync(cancel);
        foreach (var id in names.Keys)
        {
            var schedule = await schedules.ScheduleAsync(id, policy, cancel);
            hoursPast.Add(new TherapistHours(id, new OpenHours(schedule, CareFormat.Bookable, past).OfFormat));
            hoursAhead.Add(new TherapistHours(id, new OpenHours(schedule, CareFormat.Bookable, ahead).OfFormat));
        }

        var figures = PracticeFigures.Of(past, now, hoursPast, await SessionsAsync(past, cancel), await RequestsAsync(past, cancel));
        var coming = PracticeFigures.Of(ahead, now, hoursAhead, await SessionsAsync(ahead, cancel), []);
        return new NamedFigures(figures, coming.Occupancy, names);
    }

    private async Task<IReadOnlyList<CountedSession>> SessionsAsync(InstantRange span, CancellationToken cancel)
    {
        var (from, to) = (span.Start, span.End);
        var bookings = await work.Db.Bookings
            .Where(booking => booking.Start >= from && booking.Start < to && booking.State != BookingState.Requested && (booking.State != BookingState.Cancelled || booking.Charge == BookingCharge.Late))
            .Select(booking => new { booking.Id, booking.TherapistId, booking.Start, booking.Minutes, booking.State })
            .ToListAsync(cancel);
        var lost = await work.Db.CreditEntries
            .Join(work.Db.Bookings, entry => entry.BookingId, booking => booking.Id, (entry, booking) => new { entry.BookingId, booking.Start, entry.Kind, entry.Seconds })
            .Where(entry => entry.Start >= from && entry.Start < to && entry.Kind != CreditKind.Used)
            .ToListAsync(cancel);
        var (sums, returned) = (Sums(CreditKind.Lost), Sums(CreditKind.Extended));
        return
        [
            .. bookings.Select(booking => new CountedSession(
                booking.TherapistId,
                InstantRange.Of(booking.Start, booking.Minutes),
                booking.State switch
                {
                    BookingState.Held => SessionResult.Held,
                    BookingState.NoShow => SessionResult.NoShow,
                    BookingState.Cancelled => SessionResult.CancelledLate,
                    _ => SessionResult.Booked,
                },
                sums.GetValueOrDefault(booking.Id),
                -returned.GetValueOrDefault(booking.Id))),
        ];

        Dictionary<Guid, int> Sums(CreditKind kind) => lost.Where(entry => entry.Kind == kind).GroupBy(entry => entry.BookingId).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Seconds));
    }

    private async Task<IReadOnlyList<CountedRequest>> RequestsAsync(InstantRange span, CancellationToken cancel)
    {
        var from = span.Start;
        var requests = await work.Db.ContactRequests
            .Where(request => request.ReceivedAt >= from || request.State == RequestState.Waiting)
            .Select(request => new { request.Id, request.ReceivedAt, request.AssignedAt, request.State })
            .ToListAsync(cancel);
        var held = await work.Db.ContactRequests
            .Where(request => request.ReceivedAt >= from && request.ClientId != null)
            .Join(work.Db.Bookings.Where(booking => booking.State == BookingState.Held && booking.Kind != BookingKind.Consultation), request => request.ClientId, booking => (Guid?)booking.ClientId, (request, booking) => new { request.Id, booking.Start })
            .ToListAsync(cancel);
        var first = held.GroupBy(session => session.Id).ToDictionary(group => group.Key, group => group.Min(session => session.Start));
        return
        [
            .. requests.Select(request => new CountedRequest(
                request.ReceivedAt,
                request.AssignedAt,
                first.TryGetValue(request.Id, out var start) && start >= request.ReceivedAt ? start : null,
                request.State is RequestState.Withdrawn or RequestState.Declined or RequestState.Done)),
        ];
    }
}
