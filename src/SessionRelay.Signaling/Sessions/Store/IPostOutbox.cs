namespace SessionRelay.Signaling.Sessions.Store;

/// <summary>An event for one receiver, to be kept until it is taken.</summary>
/// <param name="Receiver">Which one: <see cref="Hosting.WebhookOptions.Key"/>.</param>
/// <param name="EventId">Unique for an event; the same for all its receivers.</param>
/// <param name="Since">When it was written.</param>
internal sealed record Post(string Receiver, string EventId, DateTimeOffset Since, byte[] Body);

/// <summary>The oldest post of a lane.</summary>
internal sealed record WaitingPost(long Number, string EventId, DateTimeOffset Since, byte[] Body);

/// <summary>The posts of one session for one receiver, which go out in order.</summary>
/// <param name="Attempts">How often its oldest post was tried.</param>
internal readonly record struct DueLane(string SessionId, int Attempts);

/// <summary>
/// What waits to be told. Posts come in with the session's own rows (<see cref="ISessionStore.WriteAsync"/>); of those that wait, the newest
/// <see cref="SqliteSessionStore.PostLimit"/> are kept. Any thread.
/// </summary>
internal interface IPostOutbox
{
    /// <summary>Posts came in; gives how many of the oldest had to go for them. Called on the thread that writes: it must not wait.</summary>
    event Action<int>? Posted;

    /// <summary>Lanes whose time has come, the longest due first.</summary>
    Task<IReadOnlyList<DueLane>> DueLanesAsync(string receiver, DateTimeOffset now, int limit);

    /// <summary>A lane's oldest post; null when none waits.</summary>
    Task<WaitingPost?> OldestAsync(string receiver, string sessionId);

    /// <summary>Erases a post, if one is named, and the lane when nothing waits in it any more.</summary>
    Task SettleAsync(string receiver, string sessionId, long? number);

    /// <summary>Leaves a lane alone for a while.</summary>
    Task DelayAsync(string receiver, string sessionId, DateTimeOffset until, int attempts);

    /// <summary>Erases what waits for anybody else. Gives how many posts that were.</summary>
    Task<int> KeepOnlyAsync(IReadOnlyList<string> receivers);
}
