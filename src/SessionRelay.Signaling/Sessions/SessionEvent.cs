namespace SessionRelay.Signaling.Sessions;

/// <summary>Something that happened in a session, as its booking system is told: ids, times and words of the protocol, no name and no text that somebody wrote.</summary>
/// <param name="Type">One of <see cref="Hosting.WebhookEvents"/>.</param>
/// <param name="At">When it happened, which may be before it was noticed.</param>
/// <param name="LostSeconds">Of the whole session, until then.</param>
/// <param name="Data">What belongs to the type alone; written as JSON.</param>
internal sealed record SessionEvent(
    string Type, DateTimeOffset At, string SessionId, string? ParticipantId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, long LostSeconds, object Data);
