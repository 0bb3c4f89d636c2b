using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Data.Clients;

/// <summary>A client with a therapist, from when to when. Earlier ones are left out of matching.</summary>
internal sealed class CareRelation : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    public required Guid TherapistId { get; init; }

    public required Instant From { get; init; }

    /// <summary>Null while it lasts.</summary>
    public Instant? Until { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

internal enum ChangeState
{
    Asked,
    Done,
    Withdrawn,
}

/// <summary>A client asks for another therapist.</summary>
internal sealed class TherapistChange : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    /// <summary>From whom.</summary>
    public required Guid TherapistId { get; init; }

    public required Instant AskedAt { get; init; }

    public Sealed<string>? Reason { get; set; }

    /// <summary>By the policy of the moment of asking.</summary>
    public required bool IsFree { get; init; }

    /// <summary>How many bookings were released.</summary>
    public int Released { get; set; }

    public ChangeState State { get; set; } = ChangeState.Asked;

    Guid? IClientData.AboutClient => ClientId;
}

/// <summary>A client moves house: what is booked is looked at, and staff hears of it.</summary>
internal sealed class HouseMove : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    public required Region FromRegion { get; init; }

    public required Region ToRegion { get; init; }

    public required string ToZone { get; init; }

    /// <summary>From this date on the client lives there.</summary>
    public required LocalDate On { get; init; }

    public required Instant ToldAt { get; init; }

    /// <summary>Bookings for which no licence holds there.</summary>
    public Guid[] Uncovered { get; set; } = [];

    /// <summary>When staff has decided what to do.</summary>
    public Instant? SettledAt { get; set; }

    public Guid? SettledById { get; set; }

    public Sealed<string>? Decision { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

internal enum FlagSource
{
    /// <summary>"Are you in danger now" on the first form.</summary>
    FirstContact,

    /// <summary>The same question on another page.</summary>
    ClientPage,

    /// <summary>PHQ-9 item 9 above 0.</summary>
    SelfHarmItem,
    Clinician,
}

/// <summary>Somebody may be in danger: staff must look at it.</summary>
internal sealed class SafetyFlag : Entity, IClientData
{
    /// <summary>Null while a request is nobody's yet.</summary>
    public Guid? ClientId { get; set; }

    public Guid? ContactRequestId { get; init; }

    public required FlagSource Source { get; init; }

    public required Instant RaisedAt { get; init; }

    public Instant? SeenAt { get; set; }

    public Guid? SeenById { get; set; }

    /// <summary>What was done.</summary>
    public Sealed<string>? Note { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

/// <summary>Something that a role or a person of the staff should know and do something about.</summary>
internal sealed class StaffNotice : Entity, IClientData
{
    /// <summary>For this person; null for everybody of <see cref="ForRole"/>.</summary>
    public Guid? StaffId { get; init; }

    public Accounts.PortalRole ForRole { get; init; }

    /// <summary>A stable word: <c>uncovered-booking</c>, <c>licence-ends</c>, <c>zone-data-shift</c> …</summary>
    public required string Kind { get; init; }

    public Guid? ClientId { get; init; }

    public Guid? BookingId { get; init; }

    public Sealed<string>? Details { get; init; }

    public required Instant At { get; init; }

    public Instant? DoneAt { get; set; }

    public Guid? DoneById { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}
