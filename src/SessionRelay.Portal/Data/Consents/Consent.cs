using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Consents;

internal enum ConsentKind
{
    Telehealth,
    PrivacyNotice,
    FeesAndCancellation,
    BackupPlan,
}

/// <summary>An edition of a document that clients sign. Never changed once published: a new edition asks again.</summary>
internal sealed class ConsentDocument : Entity
{
    public required ConsentKind Kind { get; init; }

    /// <summary>From 1.</summary>
    public required int Edition { get; init; }

    public required string Language { get; init; }

    public required string Title { get; init; }

    public required string Text { get; init; }

    public required Instant PublishedAt { get; init; }

    /// <summary>When a later edition took its place.</summary>
    public Instant? ReplacedAt { get; set; }
}

/// <summary>A signature under one edition. Never changed.</summary>
internal sealed class ConsentSignature : Entity, IClientData
{
    public required Guid ClientId { get; init; }

    public required Guid DocumentId { get; init; }

    public required ConsentKind Kind { get; init; }

    public required int Edition { get; init; }

    /// <summary>The member of the household who signed; null for the client.</summary>
    public Guid? MemberId { get; init; }

    public required Sealed<string> TypedName { get; init; }

    public required Instant SignedAt { get; init; }

    /// <summary>The network address from which it was signed.</summary>
    public required Sealed<string> Address { get; init; }

    Guid? IClientData.AboutClient => ClientId;
}
