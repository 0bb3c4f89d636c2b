namespace SessionRelay.Signaling.Hosting;

/// <summary>Where the node is in its life. Written by the host, read by anybody.</summary>
public sealed class NodePhase
{
    /// <summary>What the phase is called among the answers of <c>/readyz</c>.</summary>
    internal const string CheckName = "node";

    private volatile bool started;
    private volatile bool draining;
    private volatile bool stopping;

    /// <summary>It listens and can be used.</summary>
    public bool Started => started;

    /// <summary>It goes when the sessions that run are over, and at a known time at the latest: nobody begins one. True to the end once it is.</summary>
    public bool Draining => draining;

    /// <summary>It is going away now.</summary>
    public bool Stopping => stopping;

    /// <summary>A demo: seeded, and to be marked as such wherever people look.</summary>
    public bool IsDemo { get; init; }

    /// <summary>The portal's pages and database are this node's as well.</summary>
    public bool HasPortal { get; init; }

    internal void SetStarted() => started = true;

    internal void SetDraining() => draining = true;

    internal void SetStopping() => stopping = true;
}
