using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Explain;

/// <summary>Parts that cases share.</summary>
internal static class CaseParts
{
    private static readonly CareFormat[] Bookable = [CareFormat.Video, CareFormat.Phone, CareFormat.InPerson];

    private static readonly IsoDayOfWeek[] Weekdays = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)];

    public static Licence Licence(CaseNode licence)
    {
        var fields = licence.Object("region", "from", "until");
        return new Licence(fields.Need("region").Region(), fields.Need("from").Date(), fields.Need("until").Date());
    }

    public static CareFormat Format(CaseNode format) => format.OneOf(Bookable);

    public static IsoDayOfWeek Weekday(CaseNode day) => day.OneOf(Weekdays);

    /// <param name="booking">With <c>start</c>, <c>minutes</c> and, where the case has them, <c>id</c> and <c>bufferMinutes</c>.</param>
    /// <param name="buffer">Minutes, when the booking names none.</param>
    public static Appointment Booking(CaseNode booking, int buffer)
    {
        var fields = booking.Object("id", "start", "minutes", "bufferMinutes");
        return new Appointment(fields.Find("id")?.Text() ?? "", Start(fields), Minutes(fields), fields.Find("bufferMinutes") is { } own ? Buffer(own) : buffer);
    }

    public static Hold Hold(CaseNode hold, int buffer)
    {
        var fields = hold.Object("holder", "start", "minutes", "until");
        return new Hold(fields.Need("holder").Text(), new Appointment("", Start(fields), Minutes(fields), buffer), fields.Need("until").Moment());
    }

    public static InstantRange Range(CaseNode range)
    {
        var fields = range.Object("from", "to");
        var (from, to) = (fields.Need("from").Moment(), fields.Need("to").Moment());
        return from < to ? new InstantRange(from, to) : throw range.Says("ends before it begins.");
    }

    public static WallSpan Span(CaseNode owner, CaseObject fields)
    {
        var (from, to) = (fields.Need("from").WallTime(), fields.Need("to").WallTime());
        return WallSpan.IsSpan(from, to)
            ? new WallSpan(from, to)
            : throw owner.Says("must go from a time to a later one of the same day, in steps of 5 minutes; hours over midnight are two entries.");
    }

    public static CareFormat Formats(CaseObject fields) =>
        fields.Find("formats")?.List(Bookable.Length, Format).Aggregate(CareFormat.None, (all, format) => all | format) ?? CareFormat.Video;

    public static int Buffer(CaseNode buffer)
    {
        var minutes = buffer.Integer(0, 120);
        return BookingPolicy.IsBuffer(minutes) ? minutes : throw buffer.Says($"is {minutes}, but a multiple of 5 is needed.");
    }

    private static Instant Start(CaseObject fields)
    {
        var field = fields.Need("start");
        var start = field.Moment();
        return FiveMinuteUnits.IsBoundary(start) ? start : throw field.Says("must be at a multiple of 5 minutes.");
    }

    private static int Minutes(CaseObject fields)
    {
        var field = fields.Need("minutes");
        var minutes = field.Integer(5, 480);
        return minutes % BookingPolicy.UnitMinutes == 0 ? minutes : throw field.Says($"is {minutes}, but a multiple of 5 is needed.");
    }
}
