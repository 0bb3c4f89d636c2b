using NodaTime;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Bookings;

/// <summary>
/// Five minutes of UTC in which a therapist, a person or a room is taken. The key on (kind, resource, unit) is what makes double booking impossible.
/// Holds ids and times only.
/// </summary>
internal sealed class BookingUnit
{
    public required ResourceKind Kind { get; init; }

    public required Guid ResourceId { get; init; }

    public required long Unit { get; init; }

    public required Guid BookingId { get; init; }
}

/// <summary>The same as one stretch of time, for searching: who or what is taken, by which booking, from when to when. Holds ids and times only.</summary>
internal sealed class BookingSpan
{
    public required ResourceKind Kind { get; init; }

    public required Guid ResourceId { get; init; }

    public required Guid BookingId { get; init; }

    public required Instant Start { get; init; }

    public required int Minutes { get; init; }

    public required int BufferMinutes { get; init; }

    public Appointment AsAppointment() => new(BookingId.ToString(), Start, Minutes, BufferMinutes);
}

/// <summary>A time kept for somebody who is checking their answers.</summary>
internal sealed class BookingHold : Entity
{
    /// <summary>A user's id, or a visitor's draft.</summary>
    public required string Holder { get; init; }

    public required Guid TherapistId { get; init; }

    public required Instant Start { get; init; }

    public required int Minutes { get; init; }

    public required int BufferMinutes { get; init; }

    public required Instant Until { get; set; }

    public Hold AsRule() => new(Holder, new Appointment(Id.ToString(), Start, Minutes, BufferMinutes), Until);
}
