using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Data.Assessments;

/// <summary>A PHQ-9 or GAD-7 of a client. Score and severity are never stored: <c>ScreeningResult.Of</c> has the one table.</summary>
internal sealed class ScreeningForm : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    /// <summary><c>Instrument.Name</c>.</summary>
    public required string Instrument { get; init; }

    /// <summary>One an item, null where nothing is answered yet.</summary>
    public required Sealed<int?[]> Answers { get; set; }

    public required Instant StartedAt { get; init; }

    public Instant? FinishedAt { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

/// <summary>What the clinician found. A later one counts instead of an earlier one, with the same effects.</summary>
internal sealed class Assessment : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    public required Guid ClinicianId { get; init; }

    public Guid? BookingId { get; init; }

    public required Instant At { get; init; }

    public required LevelOfCare Level { get; set; }

    public bool NeedsMedicationManagement { get; set; }

    public bool NeedsPsychologicalTesting { get; set; }

    public required Sealed<AssessmentFindings> Findings { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

internal sealed record AssessmentFindings
{
    public string Needs { get; init; } = "";

    public string Goals { get; init; } = "";

    public string Symptoms { get; init; } = "";

    public string Risk { get; init; } = "";

    public IReadOnlyList<Concern> Concerns { get; init; } = [];

    public IReadOnlyList<Approach> Approaches { get; init; } = [];

    public IReadOnlyList<string> Preferences { get; init; } = [];
}

internal enum ReferralState
{
    Open,
    TakenUp,
    NotTakenUp,
    Closed,
}

/// <summary>Where a client is sent, with whom to contact and when to ask again.</summary>
internal sealed class Referral : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    public Guid? AssessmentId { get; init; }

    public required ReferralKind Kind { get; init; }

    public required Instant OpenedAt { get; init; }

    public Instant? FollowUpAt { get; set; }

    /// <summary>Names, addresses and numbers to turn to.</summary>
    public Sealed<string>? Contacts { get; set; }

    public ReferralState State { get; set; } = ReferralState.Open;

    public Sealed<string>? Outcome { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}
