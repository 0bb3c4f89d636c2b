using NodaTime;
using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Data.Auditing;

internal enum AuditAction
{
    /// <summary>Rows were read.</summary>
    Read,

    /// <summary>A question was asked that gave no rows but an answer: a count, a part of a row, nothing found.</summary>
    Ask,
    Insert,
    Update,
    Delete,
}

/// <summary>
/// A link of the audit trail: what was done with which rows of which client, by whom, when and why. Only ever added (triggers hold that), each hash covers the one before.
/// </summary>
internal sealed record AuditEntry
{
    /// <summary>From 1, without a gap.</summary>
    public long Number { get; init; }

    public required Instant At { get; init; }

    public required AuditAction Action { get; init; }

    /// <summary>The user; null for visitors and the program itself.</summary>
    public Guid? ActorId { get; init; }

    public required PortalRole Role { get; init; }

    /// <summary>Which deed or page: a stable word, never free text.</summary>
    public required string Why { get; init; }

    /// <summary>A reason that somebody wrote, sealed with the audit key; null without one.</summary>
    public byte[]? Reason { get; init; }

    /// <summary>Whose data; null where that isn't known or several are touched at once.</summary>
    public Guid? ClientId { get; init; }

    public required string Table { get; init; }

    /// <summary>Ids with commas between; empty for a question.</summary>
    public required string Rows { get; init; }

    /// <summary>Names of the fields that an update changed, with commas between.</summary>
    public required string Fields { get; init; }

    public required byte[] Hash { get; init; }
}
