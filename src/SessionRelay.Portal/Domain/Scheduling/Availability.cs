using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>What somebody wants to book.</summary>
/// <param name="Minutes">The session's length.</param>
/// <param name="Format">One of <see cref="CareFormat.Bookable"/>.</param>
/// <param name="Asker">Who asks: their own holds don't stand in their way.</param>
internal sealed record BookingWish(int Minutes, CareFormat Format, string Asker)
{
    /// <summary>Where those who take part are: the therapist's licences must hold at each place. Empty only while nobody is known to take part.</summary>
    public IReadOnlyList<ClientPlace> Places { get; init; } = [];

    /// <summary>The therapist's.</summary>
    public IReadOnlyList<Licence> Licences { get; init; } = [];
}

/// <summary>
/// Judges starts of sessions with one therapist. The page that offers times and the deed that books one both ask <see cref="Judge"/>: what is offered can be
/// booked, and what is refused was not offered. Immutable, for any thread; a judgement allocates nothing.
/// </summary>
internal sealed class Availability
{
    private readonly TherapistSchedule schedule;
    private readonly BookingPolicy policy;
    private readonly BookingWish wish;
    private readonly Instant now;
    private readonly OpenHours hours;
    private readonly RangeSet busy;
    private readonly RangeSet booked;
    private readonly RangeSet kept;
    private readonly RangeSet held;
    private readonly RangeSet participants;
    private readonly RangeSet room;
    private readonly Dictionary<LocalDate, int> bookingsOfDate = [];
    private readonly bool isLicensedThroughout;

    /// <param name="schedule">Without problems.</param>
    /// <param name="policy">Without problems.</param>
    /// <param name="occupancy">At least what lies within <paramref name="span"/> and the day before and after it.</param>
    /// <param name="wish">What is to be booked.</param>
    /// <param name="span">The starts that may be judged.</param>
    /// <param name="now">The moment of asking.</param>
    /// <exception cref="ArgumentException">The wish is for no format, or several.</exception>
    public Availability(TherapistSchedule schedule, BookingPolicy policy, Occupancy occupancy, BookingWish wish, InstantRange span, Instant now)
    {
        if (wish.Format is not (CareFormat.Video or CareFormat.Phone or CareFormat.InPerson))
            throw new ArgumentException($"{wish.Format} is not one format that can be booked.", nameof(wish));
        (this.schedule, this.policy, this.wish, this.now, Span) = (schedule, policy, wish, now, span);
        hours = new OpenHours(schedule, wish.Format, span);
        busy = new RangeSet(occupancy.Busy, joinsNeighbours: false);
        booked = RangesOf(occupancy.Therapist);
        kept = new RangeSet(occupancy.Therapist.Select(WithBuffers), joinsNeighbours: false);
        held = new RangeSet(
            occupancy.Holds.Where(hold => hold.Holder != wish.Asker && now < hold.Until).Select(hold => WithBuffers(hold.Time)), joinsNeighbours: false);
        participants = RangesOf(occupancy.Participants);
        room = wish.Format == CareFormat.InPerson ? RangesOf(occupancy.Room) : RangeSet.Empty;
        isLicensedThroughout = wish.Places.All(place => LicenceCover.Holds(wish.Licences, place, span.Start, span.End + Duration.FromMinutes(wish.Minutes)));
        if (schedule.MaxPerDay is null) return;
        foreach (var booking in occupancy.Therapist)
        {
            var date = booking.Start.InZone(schedule.Zone).Date;
            bookingsOfDate[date] = bookingsOfDate.GetValueOrDefault(date) + 1;
        }
    }

    public TherapistSchedule Schedule => schedule;

    public BookingPolicy Policy => policy;

    public BookingWish Wish => wish;

    public InstantRange Span { get; }

    /// <summary>The hours in which a session of the wished format may lie.</summary>
    public RangeSet Hours => hours.OfFormat;

    /// <summary>The first rule that refuses a session at this start, in the order of <see cref="SchedulingRule"/>.</summary>
    /// <param name="start">Within <see cref="Span"/>.</param>
    /// <param name="isLaterOfSeries">The horizon is for a series' first date alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The start lies outside the span.</exception>
    public Verdict Judge(Instant start, bool isLaterOfSeries = false)
    {
        if (!Span.Contains(start)) throw new ArgumentOutOfRangeException(nameof(start), $"{start} was not prepared for.");
        if (!schedule.Lengths.Contains(wish.Minutes)) return new Verdict(SchedulingRule.LengthNotOffered);
        if (!IsStart(start)) return new Verdict(SchedulingRule.NotAStart);
        if (start - now < policy.Notice) return new Verdict(SchedulingRule.Notice);
        if (start - now > policy.Horizon && !isLaterOfSeries) return new Verdict(SchedulingRule.Horizon);

        var session = InstantRange.Of(start, wish.Minutes);
        var open = hours.Judge(session);
        if (!open.IsFree) return open;
        return Unlicensed(session) is { } place ? new Verdict(SchedulingRule.Licence, Name: place.Region.Code) : JudgeOccupancy(session);
    }

    /// <summary>Whether the therapist's clock shows one of the practice's starting minutes, on a whole unit of UTC.</summary>
    public bool IsStart(Instant moment) =>
        // Steps divide an hour, and so does the epoch: what counts in ticks is what the minute hand shows.
        FiveMinuteUnits.IsBoundary(moment)
        && (moment.ToUnixTimeTicks() + schedule.Zone.GetUtcOffset(moment).Ticks) % (policy.StartStepMinutes * NodaConstants.TicksPerMinute) == 0;

    private ClientPlace? Unlicensed(InstantRange session)
    {
        if (isLicensedThroughout) return null;
        foreach (var place in wish.Places)
        {
            if (!LicenceCover.Holds(wish.Licences, place, session.Start, session.End)) return place;
        }

        return null;
    }

    private Verdict JudgeOccupancy(InstantRange session)
    {
        if (busy.Overlaps(session, out var outside)) return new Verdict(SchedulingRule.Busy, outside);
        if (booked.Overlaps(session, out var booking)) return new Verdict(SchedulingRule.TherapistBooked, booking);
        if (kept.Overlaps(session, out _)) return new Verdict(SchedulingRule.Buffer);
        if (held.Overlaps(session, out _)) return new Verdict(SchedulingRule.Held);
        if (participants.Overlaps(session, out var other)) return new Verdict(SchedulingRule.ParticipantBooked, other);
        if (room.Overlaps(session, out var inRoom)) return new Verdict(SchedulingRule.RoomBooked, inRoom);
        if (schedule.MaxPerDay is { } most && bookingsOfDate.GetValueOrDefault(session.Start.InZone(schedule.Zone).Date) >= most) return new Verdict(SchedulingRule.DayFull);
        return Verdict.Free;
    }

    /// <summary>The time in which no other session may lie: before it today's buffer, after it the longer of today's and the one kept with the booking.</summary>
    private InstantRange WithBuffers(Appointment booking) => new(
        booking.Start - Duration.FromMinutes(schedule.BufferMinutes),
        booking.Range.End + Duration.FromMinutes(Math.Max(schedule.BufferMinutes, booking.BufferMinutes)));

    private static RangeSet RangesOf(IReadOnlyList<Appointment> bookings) => new(bookings.Select(booking => booking.Range), joinsNeighbours: false);
}
