namespace SessionRelay.Signaling.Hosting;

/// <summary>Configuration section <c>Node</c>.</summary>
public sealed class NodeOptions
{
    public const string Section = "Node";

    /// <summary>Address in links and mails, without a trailing slash. Empty until the node listens when it is not set: then the first of <c>--urls</c>.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary><c>relay</c>, <c>portal</c> or both (also when empty).</summary>
    public IList<string> Roles { get; set; } = [];

    /// <summary>Where <c>/metrics</c> listens instead of the public address; empty: on the public one.</summary>
    public string ManagementUrl { get; set; } = "";

    /// <summary>IP addresses and networks whose <c>X-Forwarded-*</c> headers are believed; the machine itself always is.</summary>
    public IList<string> KnownProxies { get; set; } = [];

    /// <summary>How long a drain waits for running sessions at most, in seconds: 0 (not at all) to 86,400.</summary>
    public int DrainSeconds { get; set; } = 60;
}
