using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Data.Clients;

/// <summary>Where a client is on their way.</summary>
internal enum ClientStage
{
    /// <summary>Has asked; nobody is assigned.</summary>
    Asked,

    /// <summary>An intake clinician or a consultation is arranged.</summary>
    Intake,
    Assessed,

    /// <summary>Therapists are proposed.</summary>
    Matching,

    /// <summary>Has a therapist.</summary>
    InCare,

    /// <summary>Sent elsewhere; followed up.</summary>
    Referred,
    Ended,
}

/// <summary>A person (or couple, or family) in the practice's care or on the way there.</summary>
internal sealed class Client : Entity, IClientData
{
    public ClientStage Stage { get; set; } = ClientStage.Asked;

    public required Sealed<string> Name { get; set; }

    /// <summary>How they want to be called.</summary>
    public Sealed<string>? CalledName { get; set; }

    public Sealed<string>? Email { get; set; }

    /// <summary>Keyed hash of <see cref="Email"/>; set both together.</summary>
    public string? EmailHash { get; set; }

    public Sealed<string>? Phone { get; set; }

    public string? PhoneHash { get; set; }

    public Sealed<LocalDate>? BornOn { get; set; }

    public required Population Population { get; set; }

    /// <summary>Where the client usually is. What counts for a session is the <c>JoinCheck</c> before it.</summary>
    public required Region Region { get; set; }

    /// <summary>IANA.</summary>
    public required string Zone { get; set; }

    /// <summary>BCP 47.</summary>
    public required string Language { get; set; }

    public CareFormat PreferredFormat { get; set; } = CareFormat.Video;

    public SuitableTimes Suitable { get; set; }

    /// <summary>The present therapist.</summary>
    public Guid? TherapistId { get; set; }

    /// <summary>Who cares for the intake.</summary>
    public Guid? IntakeStaffId { get; set; }

    public required Instant CreatedAt { get; init; }

    /// <summary>Somebody flagged danger and nobody has looked yet: see <see cref="SafetyFlag"/>.</summary>
    public bool HasOpenFlag { get; set; }

    Guid? IClientData.AboutClient => Id;
}

internal enum HouseholdRole
{
    Guardian,
    Partner,
    FamilyMember,

    /// <summary>Was one and has signed or taken part: kept for what they did, with no sign-in and no address.</summary>
    FormerGuardian,
}

/// <summary>Somebody who belongs to a client's care: a teen's guardian, the other of a couple, one of a family. With a link, a zone and a place of their own.</summary>
internal sealed class HouseholdMember : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    /// <summary>Their own sign-in, if they have one.</summary>
    public Guid? UserId { get; set; }

    public required HouseholdRole Role { get; set; }

    public required Sealed<string> Name { get; set; }

    public Sealed<string>? Relationship { get; set; }

    public Sealed<string>? Email { get; set; }

    public string? EmailHash { get; set; }

    public Sealed<string>? Phone { get; set; }

    public string? PhoneHash { get; set; }

    public required Region Region { get; set; }

    public required string Zone { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

/// <summary>The contact for emergencies that is suggested before each session.</summary>
internal sealed class EmergencyContact : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    public required Sealed<string> Name { get; set; }

    public required Sealed<string> Phone { get; set; }

    public Sealed<string>? Relationship { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

/// <summary>The client's insurance.</summary>
internal sealed class ClientInsurance : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    /// <summary>Null for an insurer that the practice doesn't know: see <see cref="OtherInsurer"/>.</summary>
    public Guid? InsurerId { get; set; }

    public Sealed<string>? OtherInsurer { get; set; }

    public string? Plan { get; set; }

    public Sealed<string>? MemberNumber { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}
