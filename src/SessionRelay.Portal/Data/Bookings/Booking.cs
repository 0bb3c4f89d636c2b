using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Data.Bookings;

internal enum BookingKind
{
    Therapy,
    IntakeAssessment,

    /// <summary>Free, 15 minutes.</summary>
    Consultation,
}

internal enum BookingState
{
    /// <summary>Asked for and not approved: takes no time.</summary>
    Requested,
    Booked,
    Cancelled,
    Held,
    NoShow,
}

/// <summary>What a cancellation or a move costs, by the policy of its moment.</summary>
internal enum BookingCharge
{
    None,
    Late,
}

/// <summary>A session to come or past. Its id is the relay's session id and the calendar event's UID. Only <see cref="BookingStore"/> changes its time and state.</summary>
internal sealed class Booking : Entity, IClientData
{
    /// <summary>Whose care it is. All who take part are in <see cref="Participants"/>.</summary>
    public required Guid ClientId { get; init; }

    public required Guid TherapistId { get; init; }

    public Guid? SeriesId { get; set; }

    public required BookingKind Kind { get; init; }

    public required CareFormat Format { get; set; }

    public Guid? RoomId { get; set; }

    public BookingState State { get; set; } = BookingState.Booked;

    public required Instant Start { get; set; }

    public required int Minutes { get; set; }

    public required int BufferMinutes { get; set; }

    /// <summary>Seconds that credits add to the length on the session's clock.</summary>
    public int CreditSeconds { get; set; }

    /// <summary>The wall clock on which it was agreed, with its zone and the version of the data that joined the two.</summary>
    public required LocalDateTime Local { get; set; }

    public required string Zone { get; set; }

    public required string ZoneDataVersion { get; set; }

    /// <summary>The calendar event's SEQUENCE: raised with each change.</summary>
    public int Sequence { get; set; }

    public required Instant BookedAt { get; init; }

    public Guid? BookedById { get; init; }

    public Instant? CancelledAt { get; set; }

    public Guid? CancelledById { get; set; }

    public Sealed<string>? CancelReason { get; set; }

    public BookingCharge Charge { get; set; }

    public List<BookingParticipant> Participants { get; } = [];

    /// <summary>The end on the session's clock: with what credits add, to the second.</summary>
    public Instant End => Start + Duration.FromMinutes(Minutes) + Duration.FromSeconds(CreditSeconds);

    /// <summary>What the calendar keeps for it: with credits, in whole units.</summary>
    public int CalendarMinutes => Minutes + (CreditSeconds + (BookingPolicy.UnitMinutes * 60) - 1) / (BookingPolicy.UnitMinutes * 60) * BookingPolicy.UnitMinutes;

    Guid? IClientData.AboutClient => ClientId;

    public Appointment AsAppointment() => new(Id.ToString(), Start, CalendarMinutes, BufferMinutes);

    public KeptBooking AsKept() => new(Id.ToString(), new BookedTime(Start, Local, Zone, ZoneDataVersion));
}

/// <summary>Somebody who takes part besides the therapist, with a link and a zone of their own.</summary>
internal sealed class BookingParticipant : Entity, IClientData
{
    public required Guid BookingId { get; init; }

    public required Guid ClientId { get; init; }

    /// <summary>The member of the household; null for the client.</summary>
    public Guid? MemberId { get; init; }

    /// <summary>IANA; where they are, as far as known at booking.</summary>
    public required string Zone { get; set; }

    public required Region Region { get; set; }

    /// <summary>Keyed hash of the secret in their link to this booking.</summary>
    public string? LinkHash { get; set; }

    Guid? IClientData.AboutClient => ClientId;

    /// <summary>Who can't be in two places at once.</summary>
    public Guid PersonId => MemberId ?? ClientId;
}

/// <summary>A weekly series.</summary>
internal sealed class BookingSeries : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    public required Guid TherapistId { get; init; }

    /// <summary>The first date and time on the therapist's clock.</summary>
    public required LocalDateTime First { get; init; }

    public required string Zone { get; init; }

    public required int Count { get; init; }

    Guid? IClientData.AboutClient => ClientId;
}
