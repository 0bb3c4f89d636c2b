namespace SessionRelay.Signaling.Hosting;

/// <summary>Where the node is in its life. Written by the host, read by anybody.</summary>
public sealed class NodePhase
{
    private volatile bool started;
    private volatile bool stopping;

    /// <summary>It listens and can be used.</summary>
    public bool Started => started;

    /// <summary>It is going away: no new sessions.</summary>
    public bool Stopping => stopping;

    /// <summary>A demo: seeded, and to be marked as such wherever people look.</summary>
    public bool IsDemo { get; init; }

    /// <summary>The portal's pages and database are this node's as well.</summary>
    public bool HasPortal { get; init; }

    internal void SetStarted() => started = true;

    internal void SetStopping() => stopping = true;
}
