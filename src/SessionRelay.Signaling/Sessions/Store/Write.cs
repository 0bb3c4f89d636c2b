namespace SessionRelay.Signaling.Sessions.Store;

/// <summary>Something for the writing thread, ready for the disk.</summary>
internal abstract record Write
{
    /// <summary>Continues elsewhere: whoever awaits it must not run on the writer's thread.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal sealed record HeartbeatWrite(long At) : Write;

/// <summary>A session's rows and what is to be told of them.</summary>
internal sealed record SessionWrite(string SessionId, long? WakeAt, IReadOnlyList<Change> Changes, IReadOnlyList<Post> Posts) : Write;

internal sealed record Change(RowKind Kind, string Key, byte[]? Value);

internal sealed record SettleWrite(string Receiver, string SessionId, long? Number) : Write;

internal sealed record DelayWrite(string Receiver, string SessionId, long Until, int Attempts) : Write;

internal sealed record KeepOnlyWrite(IReadOnlyList<string> Receivers) : Write
{
    /// <summary>Posts that went.</summary>
    public int Erased { get; set; }
}
