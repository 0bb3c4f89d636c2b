using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>Makes the <see cref="Availability"/> that pages and deeds ask, from what is stored. Reads ids and times, and nothing of a client.</summary>
internal sealed class ScheduleReader(UnitOfWork work)
{
    /// <summary>What lies around a span must be known too: a booking before it may reach into it, and the day's limit counts whole days.</summary>
    private static readonly Duration Around = Duration.FromDays(1);

    private static readonly Duration LongestHorizon = Duration.FromDays(366);

    /// <param name="therapistId">Whose times.</param>
    /// <param name="wish">What is to be booked; its places and licences are filled in here.</param>
    /// <param name="people">Who takes part: their other bookings stand in the way.</param>
    /// <param name="roomId">The room of a session in person.</param>
    /// <param name="places">Where they are.</param>
    /// <param name="span">The starts to judge.</param>
    /// <param name="without">Bookings that are being moved or replaced.</param>
    /// <param name="byStaff">Notice and horizon don't count: staff agreed on the time.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="InvalidOperationException">The therapist has no schedule, or its zone is unknown.</exception>
    public async Task<Availability> AvailabilityAsync(
        Guid therapistId, BookingWish wish, IReadOnlyList<Guid> people, Guid? roomId, IReadOnlyList<ClientPlace> places, InstantRange span,
        IReadOnlySet<string>? without = null, bool byStaff = false, CancellationToken cancel = default)
    {
        var policy = await PolicyAsync(cancel);
        if (byStaff) policy = policy with { Notice = Duration.Zero, Horizon = LongestHorizon };
        var schedule = await ScheduleAsync(therapistId, policy, cancel);
        var licences = await work.Db.Licences.AsNoTracking().Where(licence => licence.StaffId == therapistId).ToListAsync(cancel);
        var occupancy = await OccupancyAsync(therapistId, people, roomId, span, cancel);
        if (without is { Count: > 0 }) occupancy = occupancy.Without(without);
        return new Availability(
            schedule, policy, occupancy, wish with { Places = places, Licences = [.. licences.Select(licence => licence.AsRule())] }, span, work.Database.Clock.GetCurrentInstant());
    }

    /// <summary>The practice's policy; asked of the database once in a piece of work, however many of its parts need it.</summary>
    public async Task<BookingPolicy> PolicyAsync(CancellationToken cancel = default) =>
        (await work.Db.Practice.FindAsync([PracticeProfile.TheOne], cancel))?.Policy ?? new BookingPolicy();

    public async Task<TherapistSchedule> ScheduleAsync(Guid therapistId, BookingPolicy policy, CancellationToken cancel = default)
    {
        var profile = await work.Db.Therapists.AsNoTracking().SingleOrDefaultAsync(known => known.Id == therapistId, cancel)
            ?? throw new InvalidOperationException("There is no such therapist.");
        var member = await work.Db.Staff.AsNoTracking().SingleAsync(known => known.Id == therapistId, cancel);
        var weekly = await work.Db.WeeklyHours.AsNoTracking().Where(hours => hours.StaffId == therapistId).ToListAsync(cancel);
        var exceptions = await work.Db.HoursExceptions.AsNoTracking().Where(exception => exception.StaffId == therapistId).ToListAsync(cancel);
        var holidays = await work.Db.PracticeHolidays.AsNoTracking().ToListAsync(cancel);
        return new TherapistSchedule
        {
            Zone = ZoneData.Current.TryGet(member.Zone, out var zone) ? zone : throw new InvalidOperationException($"The zone {member.Zone} is unknown."),
            Weekly = [.. weekly.Select(hours => new WeeklyHours(hours.Day, new OpenSpan(new WallSpan(hours.FromMinute, hours.ToMinute), hours.Formats)))],
            Exceptions = [.. exceptions.Select(exception => new DateException(
                exception.Date, exception.Kind, [.. exception.Spans.Select(open => new OpenSpan(new WallSpan(open.From, open.To), open.Formats))], exception.Reason?.Value))],
            Holidays = [.. holidays.Select(holiday => new Holiday(holiday.Date, holiday.Name))],
            Lengths = profile.Lengths,
            BufferMinutes = profile.BufferMinutes ?? policy.BufferMinutes,
            MaxPerDay = profile.MaxPerDay,
        };
    }

    private async Task<Occupancy> OccupancyAsync(Guid therapistId, IReadOnlyList<Guid> people, Guid? roomId, InstantRange span, CancellationToken cancel)
    {
        var (from, to) = (span.Start - Around, span.End + Around);
        Guid[] resources = roomId is { } room ? [therapistId, .. people, room] : [therapistId, .. people];
        // The kind is told though an id tells it too: the key begins with it, and without it every search would read all bookings of the practice.
        ResourceKind[] kinds = roomId is null ? [ResourceKind.Therapist, ResourceKind.Client] : [ResourceKind.Therapist, ResourceKind.Client, ResourceKind.Room];
        var spans = await work.Db.BookingSpans.AsNoTracking()
            .Where(taken => kinds.Contains(taken.Kind) && resources.Contains(taken.ResourceId) && taken.Start >= from && taken.Start < to).ToListAsync(cancel);
        var busy = await work.Db.OutsideBusyTimes.AsNoTracking().Where(time => time.StaffId == therapistId && time.End > from && time.Start < to).ToListAsync(cancel);
        var now = work.Database.Clock.GetCurrentInstant();
        var holds = await work.Db.BookingHolds.AsNoTracking().Where(hold => hold.TherapistId == therapistId && hold.Until > now).ToListAsync(cancel);
        return new Occupancy
        {
            Therapist = Of(ResourceKind.Therapist),
            Participants = Of(ResourceKind.Client),
            Room = Of(ResourceKind.Room),
            Busy = [.. busy.Select(time => new InstantRange(time.Start, time.End))],
            Holds = [.. holds.Select(hold => hold.AsRule())],
        };

        List<Appointment> Of(ResourceKind kind) => [.. spans.Where(taken => taken.Kind == kind).Select(taken => taken.AsAppointment()).DistinctBy(taken => taken.Id)];
    }
}
