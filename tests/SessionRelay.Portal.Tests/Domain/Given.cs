using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain;

/// <summary>What tests of the domain begin with.</summary>
internal static class Given
{
    public static readonly ClientPlace InNewYork = new(Region.Parse("US-NY"), Zone("America/New_York"));

    /// <summary>Long before and after every date that tests ask about.</summary>
    public static readonly Licence NewYorkLicence = new(InNewYork.Region, new LocalDate(2000, 1, 1), new LocalDate(2099, 12, 31));

    /// <summary>Nothing but the hours decides: no notice, a year ahead, every 5 minutes.</summary>
    public static readonly BookingPolicy Open = new() { Notice = Duration.Zero, Horizon = Duration.FromDays(366), StartStepMinutes = 5, BufferMinutes = 0 };

    public static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    public static Instant At(string iso) => InstantPattern.ExtendedIso.Parse(iso).GetValueOrThrow();

    public static LocalDate Date(string iso) => LocalDatePattern.Iso.Parse(iso).GetValueOrThrow();

    public static LocalDateTime Local(string iso) => LocalDateTimePattern.GeneralIso.Parse(iso + ":00").GetValueOrThrow();

    /// <param name="zone">The therapist's.</param>
    /// <param name="hours">Like <c>Monday 09:00-17:00</c>, for video and phone.</param>
    public static TherapistSchedule Schedule(string zone, params string[] hours) => new()
    {
        Zone = Zone(zone),
        Weekly = [.. hours.Select(text => new WeeklyHours(Enum.Parse<IsoDayOfWeek>(text.Split(' ')[0]), new OpenSpan(Span(text.Split(' ')[1]), CareFormat.Video | CareFormat.Phone)))],
        BufferMinutes = 0,
    };

    public static TherapistSchedule EveryDay(string zone, string span) =>
        Schedule(zone, [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None).Select(day => $"{day} {span}")]);

    public static WallSpan Span(string text)
    {
        WallSpan.TryParseTime(text.Split('-')[0], out var from).ShouldBeTrue();
        WallSpan.TryParseTime(text.Split('-')[1], out var to).ShouldBeTrue();
        return new WallSpan(from, to);
    }

    public static Appointment Booking(string start, int minutes = 50, int buffer = 0, string id = "other") => new(id, At(start), minutes, buffer);

    public static BookingWish Wish(int minutes = 50, string asker = "asker") => new(minutes, CareFormat.Video, asker);

    /// <summary>Dates in the therapist's zone, both included, asked long enough before.</summary>
    public static Availability Availability(TherapistSchedule schedule, string first, string last, Occupancy? occupancy = null, BookingWish? wish = null, BookingPolicy? policy = null, Instant? now = null)
    {
        var span = WallClock.DatesOf(schedule.Zone, Date(first), Date(last));
        schedule.Problems().ShouldBeEmpty();
        return new Availability(schedule, policy ?? Open, occupancy ?? new Occupancy(), wish ?? Wish(), span, now ?? span.Start - Duration.FromDays(30));
    }
}
