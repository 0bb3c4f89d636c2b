using System.Collections.Concurrent;

namespace SessionRelay.Signaling.Continuity;

/// <summary>
/// When this process last carried a session that it has put down and may take up again. The stored heartbeat says when the process before was last alive:
/// gaps of a session that was here since then begin later. Holds the sessions that are put down and not over. Any thread.
/// </summary>
internal sealed class LastSeen
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> at = new(StringComparer.Ordinal);

    /// <summary>Notes that the session is put down; the first word holds until it is taken up again.</summary>
    public void PutDown(string sessionId, DateTimeOffset now) => at.TryAdd(sessionId, now);

    /// <summary>When the session was put down; null when it was not since the process began.</summary>
    public DateTimeOffset? Of(string sessionId) => at.TryGetValue(sessionId, out var then) ? then : null;

    /// <summary>Notes that the session is taken up again, with what this changed stored.</summary>
    public void TakenUp(string sessionId) => at.TryRemove(sessionId, out _);
}
