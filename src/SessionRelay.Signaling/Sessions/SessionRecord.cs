namespace SessionRelay.Signaling.Sessions;

/// <summary>What a session must not forget about itself.</summary>
internal sealed record SessionRecord
{
    public required string Id { get; init; }

    public required DateTimeOffset StartsAt { get; set; }

    public required DateTimeOffset EndsAt { get; set; }

    public required SessionPolicy Policy { get; set; }

    /// <summary>What the session was created with, to tell a repeated call from another session of the same id.</summary>
    public required string CreatedFrom { get; init; }

    /// <summary>Minutes of <see cref="SessionPolicy.ExtendMinutes"/> that are used up.</summary>
    public int ExtendedMinutes { get; set; }

    /// <summary>First moment with a path of a host and one of somebody else: lost time counts from here.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A redeemed ticket. Both are SHA-256: what they were made from stays with its holder.</summary>
internal sealed record TicketUse(string ParticipantId, string AttemptHash);
