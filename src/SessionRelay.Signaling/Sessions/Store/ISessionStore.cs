namespace SessionRelay.Signaling.Sessions.Store;

/// <summary>What a row holds.</summary>
internal enum RowKind : byte
{
    Session = 1,
    Seat = 2,
    Ticket = 3,
    Chat = 4,
    Gap = 5,
}

/// <summary>One kept thing of a session: JSON, or null to erase it. With an empty key and a null value all of its kind are erased.</summary>
internal readonly record struct Row(RowKind Kind, string Key, byte[]? Value);

/// <summary>Keeps sessions. What a write was given is on the disk, all or nothing, when its task completes. Any thread; writes keep their order.</summary>
internal interface ISessionStore
{
    /// <summary>
    /// When the process that wrote of this session last was last known to live; null when that was never noted. Not simply the last heartbeat of all: a node
    /// that dies twice was alive the second time, but did not have the session then.
    /// </summary>
    Task<DateTimeOffset?> LastAliveAsync(string sessionId);

    /// <summary>Every row of a session; empty for an unknown one.</summary>
    Task<IReadOnlyList<Row>> LoadAsync(string sessionId);

    /// <param name="wakeAt">When the session has to be looked at although nobody calls; null: never again.</param>
    /// <param name="posts">What is told of these rows: stored with them or not at all.</param>
    Task WriteAsync(string sessionId, DateTimeOffset? wakeAt, IReadOnlyList<Row> rows, IReadOnlyList<Post>? posts = null);

    /// <summary>Sessions whose <c>wakeAt</c> has passed, the longest due first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, int limit);

    /// <summary>Notes that the node lives.</summary>
    Task HeartbeatAsync(DateTimeOffset now);
}
