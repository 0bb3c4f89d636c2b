using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>A stretch of a day in which sessions of some formats may take place.</summary>
internal sealed record OpenSpan(WallSpan Span, CareFormat Formats);

/// <summary>An <see cref="OpenSpan"/> of every week.</summary>
internal sealed record WeeklyHours(IsoDayOfWeek Day, OpenSpan Open);

/// <summary>What is different on one date.</summary>
internal enum ExceptionKind
{
    /// <summary>The whole local date is closed, whatever else is said of it.</summary>
    Closed,

    /// <summary>These hours instead of the weekly ones, on a holiday too.</summary>
    OwnHours,

    /// <summary>These hours besides the others, on a holiday too.</summary>
    ExtraHours,

    /// <summary>These hours are taken away from the others.</summary>
    ClosedHours,
}

/// <summary>A date on which the therapist works otherwise than every week.</summary>
/// <param name="Date">In the therapist's zone.</param>
/// <param name="Kind">What is different.</param>
/// <param name="Spans">The hours; none for <see cref="ExceptionKind.Closed"/>. Of closed hours the formats don't count.</param>
/// <param name="Reason">For staff only; null when none is given.</param>
internal sealed record DateException(LocalDate Date, ExceptionKind Kind, IReadOnlyList<OpenSpan> Spans, string? Reason = null);

/// <summary>When a therapist works: wall-clock time in their own zone. <see cref="Problems"/> must be empty before it is kept or asked.</summary>
internal sealed record TherapistSchedule
{
    public required DateTimeZone Zone { get; init; }

    public required IReadOnlyList<WeeklyHours> Weekly { get; init; }

    public IReadOnlyList<DateException> Exceptions { get; init; } = [];

    /// <summary>The practice's closed dates; they count by the therapist's date.</summary>
    public IReadOnlyList<Holiday> Holidays { get; init; } = [];

    /// <summary>Minutes; some of <see cref="BookingPolicy.KnownLengths"/>.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [50];

    /// <summary>At least so many minutes lie between two bookings, whichever is first; a multiple of 5 from 0 to 120.</summary>
    public int BufferMinutes { get; init; } = new BookingPolicy().BufferMinutes;

    /// <summary>The most bookings that start on one local date, 1 to 24; null for no limit.</summary>
    public int? MaxPerDay { get; init; }

    /// <summary>What can't be used, in sentences; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Lengths.Count == 0) problems.Add("A therapist needs at least one session length.");
        foreach (var length in Lengths.Where(length => !BookingPolicy.KnownLengths.Contains(length)))
            problems.Add($"A session can't last {length} minutes: there are {string.Join(", ", BookingPolicy.KnownLengths)}.");
        if (!BookingPolicy.IsBuffer(BufferMinutes)) problems.Add($"A buffer can't be {BufferMinutes} minutes: it is a multiple of 5 from 0 to 120.");
        if (MaxPerDay is < 1 or > 24) problems.Add($"The most bookings of a day can't be {MaxPerDay}: it goes from 1 to 24.");
        if (OpenSpans().Any(open => (open.Formats & CareFormat.Bookable) == CareFormat.None || (open.Formats & ~CareFormat.Bookable) != CareFormat.None))
            problems.Add("Hours need at least one format of video, phone and in person, and no other.");
        if (Exceptions.Any(exception => exception.Kind == ExceptionKind.Closed != (exception.Spans.Count == 0)))
            problems.Add("A closed date has no hours, and every other exception has some.");
        return problems;
    }

    private IEnumerable<OpenSpan> OpenSpans() =>
        Weekly.Select(hours => hours.Open)
            .Concat(Exceptions.Where(exception => exception.Kind is ExceptionKind.OwnHours or ExceptionKind.ExtraHours).SelectMany(exception => exception.Spans));
}
