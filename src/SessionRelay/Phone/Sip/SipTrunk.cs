using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>How messages travel to the trunk.</summary>
internal enum SipTransport : byte
{
    Udp,
    Tcp,
    Tls,
}

/// <summary>The one trunk or PBX that calls go through, and how this side presents itself there.</summary>
internal sealed record SipTrunk
{
    /// <summary>Where its name led to.</summary>
    public required TransportAddress Address { get; init; }

    /// <summary>Host of the URIs that are called and registered.</summary>
    public required string Domain { get; init; }

    public SipTransport Transport { get; init; }

    /// <summary>Also the user part of our own address. Null: no digest, and <c>relay</c> as the user part.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The number that the called person sees; null: the user.</summary>
    public string? CallerId { get; init; }

    /// <summary>This side's address as the trunk reaches it, for Via and Contact.</summary>
    public required string LocalHost { get; init; }

    public required int LocalPort { get; init; }

    public bool Registers { get; init; }

    /// <summary>An OPTIONS a minute shows whether the trunk is there.</summary>
    public bool ChecksHealth { get; init; } = true;

    public bool IsReliable => Transport != SipTransport.Udp;

    public string ContactUser => User ?? "relay";

    public string Contact
    {
        get
        {
            var host = LocalHost.Contains(':') ? $"[{LocalHost}]" : LocalHost;
            var transport = Transport switch { SipTransport.Tcp => ";transport=tcp", SipTransport.Tls => ";transport=tls", _ => "" };
            return $"<sip:{ContactUser}@{host}:{LocalPort}{transport}>";
        }
    }
}
