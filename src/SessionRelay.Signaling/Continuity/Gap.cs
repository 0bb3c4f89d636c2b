namespace SessionRelay.Signaling.Continuity;

/// <summary>Why a path was lost.</summary>
public enum GapCause : byte
{
    /// <summary>Packets stopped coming.</summary>
    Network = 0,

    /// <summary>The node that carried the session died or was started again.</summary>
    Node = 1,

    /// <summary>The page was closed or loaded anew.</summary>
    Page = 2,
}

/// <summary>A time in which a participant had no live path.</summary>
/// <param name="From">The last packet before it.</param>
/// <param name="To">The first packet after it; null while it lasts.</param>
[GenerateSerializer, Immutable]
public sealed record Gap(string ParticipantId, DateTimeOffset From, DateTimeOffset? To, GapCause Cause);
