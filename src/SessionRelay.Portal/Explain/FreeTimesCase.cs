using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Explain;

/// <summary>A case of <c>explain free-times</c> as read: one therapist, those who would take part, and the question.</summary>
/// <param name="Ask">What is asked: dates, one time on the clock, or a series.</param>
/// <param name="Viewer">The zone in which the question is asked and answered.</param>
internal sealed record FreeTimesCase(
    TherapistSchedule Schedule, BookingPolicy Policy, Occupancy Occupancy, BookingWish Wish, Instant Now, FreeTimesQuestion Ask, DateTimeZone Viewer)
{
    private const int MostBookings = 5000; // more than a year of one therapist's
    private const int MostHours = 200; // weekly hours and the like
    private const int MostDates = 1000; // exceptions and holidays
    private const int MostPeople = 8;

    public static object Explain(CaseNode root)
    {
        var read = Read(root);
        return read.Ask.Answer(read);
    }

    public Availability Over(InstantRange span) => new(Schedule, Policy, Occupancy, Wish, span, Now);

    private static FreeTimesCase Read(CaseNode root)
    {
        var fields = root.Object("now", "therapist", "practice", "people", "room", "ask");
        var (policy, holidays, usFederal) = fields.Find("practice") is { } practice ? Practice(practice) : (new BookingPolicy(), [], false);
        var now = fields.Need("now").Moment();
        if (usFederal) holidays = [.. holidays, .. HolidayCalendar.UsFederal(now.InUtc().Date.PlusDays(-1), now.InUtc().Date.PlusYears(2))];

        var therapistNode = fields.Need("therapist");
        var therapist = therapistNode.Object("zone", "hours", "exceptions", "lengths", "bufferMinutes", "maxPerDay", "licences", "bookings", "busy", "holds");
        var schedule = ReadSchedule(therapist, policy, holidays);
        if (schedule.Problems() is [var problem, ..]) throw therapistNode.Says($"can't be used: {problem}");

        var people = fields.List("people", MostPeople, Person);
        var occupancy = new Occupancy
        {
            Therapist = therapist.List("bookings", MostBookings, entry => CaseParts.Booking(entry, schedule.BufferMinutes)),
            Busy = therapist.List("busy", MostBookings, CaseParts.Range),
            Holds = therapist.List("holds", MostBookings, entry => CaseParts.Hold(entry, schedule.BufferMinutes)),
            Participants = [.. people.SelectMany(person => person.Bookings)],
            Room = fields.Find("room") is { } room ? room.Object("bookings").List("bookings", MostBookings, entry => CaseParts.Booking(entry, buffer: 0)) : [],
        };
        var ask = fields.Need("ask").Object("from", "to", "at", "series", "zone", "minutes", "format", "asker", "moving");
        var wish = new BookingWish(ask.Need("minutes").Integer(5, 240), CaseParts.Format(ask.Need("format")), ask.Find("asker")?.Text() ?? "")
        {
            Places = [.. people.Select(person => person.Place)],
            Licences = therapist.List("licences", MostHours, CaseParts.Licence),
        };
        var moving = ask.List("moving", MostBookings, entry => entry.Text()).ToHashSet(StringComparer.Ordinal);
        var viewer = ask.Find("zone")?.Zone() ?? people.Select(person => person.Place.Zone).FirstOrDefault() ?? schedule.Zone;
        return new FreeTimesCase(schedule, policy, occupancy.Without(moving), wish, now, FreeTimesQuestion.Read(ask, policy), viewer);
    }

    private static (BookingPolicy Policy, IReadOnlyList<Holiday> Holidays, bool UsFederal) Practice(CaseNode node)
    {
        var fields = node.Object("noticeMinutes", "horizonDays", "startStepMinutes", "bufferMinutes", "longestSeries", "holidays", "usFederalHolidays");
        var policy = new BookingPolicy();
        policy = policy with
        {
            Notice = fields.Find("noticeMinutes") is { } notice ? Duration.FromMinutes(notice.Integer(0, 100_000)) : policy.Notice,
            Horizon = fields.Find("horizonDays") is { } horizon ? Duration.FromDays(horizon.Integer(0, 1000)) : policy.Horizon,
            StartStepMinutes = fields.Find("startStepMinutes")?.Integer(1, 60) ?? policy.StartStepMinutes,
            BufferMinutes = fields.Find("bufferMinutes") is { } buffer ? CaseParts.Buffer(buffer) : policy.BufferMinutes,
            LongestSeries = fields.Find("longestSeries")?.Integer(0, 1000) ?? policy.LongestSeries,
        };
        if (policy.Problems() is [var problem, ..]) throw node.Says($"can't be used: {problem.Field} must be {problem.Allowed}.");
        return (policy, fields.List("holidays", MostDates, Holiday), fields.Find("usFederalHolidays")?.Flag() ?? false);
    }

    private static Holiday Holiday(CaseNode holiday)
    {
        var fields = holiday.Object("date", "name");
        return new Holiday(fields.Need("date").Date(), fields.Need("name").Text());
    }

    private static TherapistSchedule ReadSchedule(CaseObject therapist, BookingPolicy policy, IReadOnlyList<Holiday> holidays) => new()
    {
        Zone = therapist.Need("zone").Zone(),
        Weekly = therapist.Need("hours").List(MostHours, Hours),
        Exceptions = therapist.List("exceptions", MostDates, Exception),
        Holidays = holidays,
        Lengths = therapist.Find("lengths")?.List(BookingPolicy.KnownLengths.Count, entry => entry.Integer(1, 240)) ?? [50],
        BufferMinutes = therapist.Find("bufferMinutes") is { } buffer ? CaseParts.Buffer(buffer) : policy.BufferMinutes,
        MaxPerDay = therapist.Find("maxPerDay")?.Integer(1, 24),
    };

    private static WeeklyHours Hours(CaseNode hours)
    {
        var fields = hours.Object("day", "from", "to", "formats");
        return new WeeklyHours(CaseParts.Weekday(fields.Need("day")), new OpenSpan(CaseParts.Span(hours, fields), CaseParts.Formats(fields)));
    }

    private static DateException Exception(CaseNode exception)
    {
        var fields = exception.Object("date", "kind", "hours", "reason");
        return new DateException(
            fields.Need("date").Date(), fields.Need("kind").OneOf<ExceptionKind>(), fields.List("hours", MostHours, Open), fields.Find("reason")?.Text());
    }

    private static OpenSpan Open(CaseNode hours)
    {
        var fields = hours.Object("from", "to", "formats");
        return new OpenSpan(CaseParts.Span(hours, fields), CaseParts.Formats(fields));
    }

    private static (ClientPlace Place, IReadOnlyList<Appointment> Bookings) Person(CaseNode person)
    {
        var fields = person.Object("zone", "region", "bookings");
        return (new ClientPlace(fields.Need("region").Region(), fields.Need("zone").Zone()), fields.List("bookings", MostBookings, entry => CaseParts.Booking(entry, buffer: 0)));
    }
}
