using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Data.Staff;

/// <summary>Somebody who works for the practice.</summary>
internal sealed class StaffMember : Entity
{
    /// <summary>Their sign-in; null until they have taken up their invitation.</summary>
    public Guid? UserId { get; set; }

    public required PortalRole Roles { get; set; }

    public required Sealed<string> Name { get; set; }

    /// <summary>Like "LCSW" or "Intake coordinator".</summary>
    public string? Title { get; set; }

    /// <summary>Where they are called into a session of theirs, E.164; null while they have said none.</summary>
    public Sealed<string>? Phone { get; set; }

    /// <summary>IANA.</summary>
    public required string Zone { get; set; }

    public bool IsActive { get; set; } = true;
}

/// <summary>What makes a member of staff a therapist. Its id is the member's.</summary>
internal sealed class TherapistProfile : Entity
{
    public bool AcceptsNewClients { get; set; } = true;

    public Population[] Populations { get; set; } = [];

    public CareFormat Formats { get; set; } = CareFormat.Video;

    /// <summary>BCP 47.</summary>
    public string[] Languages { get; set; } = ["en"];

    public Concern[] Concerns { get; set; } = [];

    public Approach[] Approaches { get; set; } = [];

    public string[] Traits { get; set; } = [];

    public int CaseloadLimit { get; set; } = 25;

    /// <summary>Minutes, some of <c>BookingPolicy.KnownLengths</c>.</summary>
    public int[] Lengths { get; set; } = [50];

    /// <summary>Null for the practice's.</summary>
    public int? BufferMinutes { get; set; }

    public int? MaxPerDay { get; set; }

    /// <summary>For clients to read.</summary>
    public string? About { get; set; }

    /// <summary>Fees and the like, as shown to clients.</summary>
    public string? FeeNote { get; set; }
}

/// <summary>A licence, with its number.</summary>
internal sealed class StaffLicence : Entity
{
    public required Guid StaffId { get; set; }

    public required Region Region { get; set; }

    public required LocalDate From { get; set; }

    /// <summary>The last date on which it holds.</summary>
    public required LocalDate Until { get; set; }

    public Sealed<string>? Number { get; set; }

    public Licence AsRule() => new(Region, From, Until);
}

internal enum CredentialKind
{
    LiabilityInsurance,
    ContinuingEducation,
}

/// <summary>What else has an end: liability insurance, continuing education.</summary>
internal sealed class StaffCredential : Entity
{
    public required Guid StaffId { get; set; }

    public required CredentialKind Kind { get; set; }

    /// <summary>Insurer or school, policy or course.</summary>
    public required string Title { get; set; }

    public Sealed<string>? Number { get; set; }

    /// <summary>Hours of education.</summary>
    public int? Hours { get; set; }

    public required LocalDate From { get; set; }

    public required LocalDate Until { get; set; }

    public bool NeedsRenewal(LocalDate today) => today >= Until - Licence.WarnAhead;
}

/// <summary>A therapist is in an insurer's network.</summary>
internal sealed class TherapistNetwork : Entity
{
    public required Guid StaffId { get; set; }

    public required Guid InsurerId { get; set; }

    /// <summary>Empty for all of the insurer's.</summary>
    public string[] Plans { get; set; } = [];
}
