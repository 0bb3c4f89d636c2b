using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Api;

/// <summary>How a session looks from outside, for callers in the same process.</summary>
/// <param name="EndsAt">With what it was extended by.</param>
/// <param name="People">Who has entered at some time.</param>
/// <param name="LostSeconds">Gaps united, from the first two-way path to the end or to now.</param>
/// <param name="LateSeconds">How much later than the start a host had a path.</param>
/// <param name="CalledInVain">Somebody who takes part by phone was called and was never in it.</param>
/// <param name="Gaps">Who had no path, from when to when.</param>
/// <param name="EndedAt">When it was over, which may be before <paramref name="EndsAt"/>; null while it is not.</param>
public sealed record SessionLook(
    SessionState State,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    IReadOnlyList<PersonLook> People,
    long LostSeconds,
    long LateSeconds,
    IReadOnlyList<Gap> Gaps,
    bool CalledInVain,
    DateTimeOffset? EndedAt)
{
    internal static SessionLook Of(SessionView view) => new(
        view.State, view.StartsAt, view.EndsAt, [.. view.Participants.Select(person => new PersonLook(person.Id, person.Role, person.State))],
        view.LostSeconds, view.LateSeconds, view.Gaps, view.Unreached.Count > 0, view.EndedAt);
}

/// <summary>Somebody in it.</summary>
public sealed record PersonLook(string Id, ParticipantRole Role, ParticipantState State);
