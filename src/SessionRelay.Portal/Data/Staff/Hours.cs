using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Staff;

/// <summary>A stretch of every week in which a therapist works, on the wall clock of their zone.</summary>
internal sealed class WeeklyHoursRow : Entity
{
    public required Guid StaffId { get; set; }

    public required IsoDayOfWeek Day { get; set; }

    /// <summary>Minute of the day, a multiple of 5.</summary>
    public required int FromMinute { get; set; }

    /// <summary>Minute of the day, exclusive, at most 1440.</summary>
    public required int ToMinute { get; set; }

    public required CareFormat Formats { get; set; }
}

/// <summary>A date on which a therapist works otherwise.</summary>
internal sealed class HoursException : Entity
{
    public required Guid StaffId { get; set; }

    public required LocalDate Date { get; set; }

    public required ExceptionKind Kind { get; set; }

    /// <summary>Hours; none for a closed date.</summary>
    public ExceptionSpan[] Spans { get; set; } = [];

    /// <summary>For staff only.</summary>
    public Sealed<string>? Reason { get; set; }
}

/// <summary>Minutes of the day, multiples of 5, the end exclusive.</summary>
internal sealed record ExceptionSpan(int From, int To, CareFormat Formats);

/// <summary>A calendar elsewhere whose busy times block. One a therapist. The address is a secret.</summary>
internal sealed class OutsideCalendar : Entity
{
    public required Guid StaffId { get; set; }

    public required Sealed<string> Address { get; set; }

    public Instant? FetchedAt { get; set; }

    /// <summary>A stable word of what went wrong at the last fetch; null when it went well.</summary>
    public string? Trouble { get; set; }
}

/// <summary>A busy time from there, without its title.</summary>
internal sealed class OutsideBusyTime : Entity
{
    public required Guid StaffId { get; set; }

    public required Instant Start { get; set; }

    public required Instant End { get; set; }
}
