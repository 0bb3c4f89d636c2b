using System.Text.Json.Serialization;
using SessionRelay.Signaling.Continuity;

namespace SessionRelay.Signaling.Sessions;

/// <summary>A session as the HTTP API answers it.</summary>
/// <param name="LostSeconds">Gaps united, from the first two-way path to the end.</param>
/// <param name="LateSeconds">How much later than the start a host had a path.</param>
/// <param name="Unreached">Who takes part by phone, was called, and was never in it.</param>
/// <param name="EndedAt">When it was over, which may be before its end; null while it is not.</param>
[GenerateSerializer, Immutable]
internal sealed record SessionView(
    string Id,
    SessionState State,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    SessionPolicy Policy,
    IReadOnlyList<ParticipantMessage> Participants,
    long LostSeconds,
    long LateSeconds,
    IReadOnlyList<Gap> Gaps,
    IReadOnlyList<string> Unreached,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EndedAt);
