using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Data.FirstContact;

internal enum RequestState
{
    Waiting,
    Assigned,
    Done,
    Withdrawn,

    /// <summary>The practice can't help with it: the reason is in the answers.</summary>
    Declined,
}

/// <summary>What a visitor told on the public form.</summary>
internal sealed class ContactRequest : Entity, IClientData
{
    /// <summary>The client record made from it.</summary>
    public Guid? ClientId { get; set; }

    public required Instant ReceivedAt { get; init; }

    public RequestState State { get; set; } = RequestState.Waiting;

    /// <summary>"Are you in danger now" was answered with yes.</summary>
    public bool InDanger { get; set; }

    public required Population Population { get; init; }

    public required Region Region { get; init; }

    public required string Zone { get; init; }

    public required string Language { get; init; }

    public required Sealed<string> Name { get; set; }

    public Sealed<string>? Email { get; set; }

    public string? EmailHash { get; set; }

    public Sealed<string>? Phone { get; set; }

    public string? PhoneHash { get; set; }

    /// <summary>Of a teen.</summary>
    public Sealed<GuardianContact>? Guardian { get; set; }

    public required Sealed<ContactAnswers> Answers { get; set; }

    public Guid? AssignedToId { get; set; }

    public Instant? AssignedAt { get; set; }

    /// <summary>The last reminder to the practice that it waits.</summary>
    public Instant? RemindedAt { get; set; }

    Guid? IClientData.AboutClient => ClientId;
}

/// <summary>The answers of the first form.</summary>
internal sealed record ContactAnswers
{
    /// <summary>Stands in <see cref="Insurer"/> when they could not say how they pay.</summary>
    public const string NotSure = "?";

    public IReadOnlyList<Concern> Concerns { get; init; } = [];

    public CareFormat Formats { get; init; }

    public SuitableTimes Suitable { get; init; }

    /// <summary>Null for self-pay.</summary>
    public string? Insurer { get; init; }

    public string? Plan { get; init; }

    public string? OwnWords { get; init; }

    /// <summary>How to reach them: <c>email</c>, <c>phone</c>.</summary>
    public string? Reach { get; init; }

    /// <summary>Why staff closed the request without taking it on; null while nobody has.</summary>
    public string? ClosedFor { get; init; }
}

internal sealed record GuardianContact(string Name, string? Email, string? Phone, string? Relationship);
