namespace SessionRelay.Signaling.Hosting;

/// <summary>The section <c>Phone</c>.</summary>
public sealed class PhoneSettings
{
    public const string Section = "Phone";

    /// <summary>What people whose connection stays away are shown to call, as people write it; null: what the portal knows.</summary>
    public string? PracticeNumber { get; set; }

    /// <summary>How this node calls people itself; null: the host is shown the number and dials it.</summary>
    public TrunkOptions? Trunk { get; set; }

    /// <summary>Whether sound towards the trunk is protected; null is <see cref="PhoneSrtp.Off"/>.</summary>
    public PhoneSrtp? Srtp { get; set; }

    /// <summary>Ports that sound of calls comes in at, like <c>20000-20199</c>; null: whichever are free.</summary>
    public string? RtpPorts { get; set; }

    /// <summary>ISO 3166-1 regions, upper case, whose numbers may be called; empty: that of the practice's number.</summary>
    public IList<string> Countries { get; set; } = [];

    /// <summary>Folder of the practice's own spoken words; null: the shipped ones.</summary>
    public string? Prompts { get; set; }

    /// <summary>This node calls people itself.</summary>
    public bool HasTrunk => Trunk is { Server.Length: > 0 };

    /// <summary>As the line is started with them; only where there is a trunk.</summary>
    public PhoneLineOptions AsLine() => new()
    {
        Server = Trunk!.Server,
        Transport = Trunk.Transport ?? PhoneTransport.Udp,
        User = Trunk.User,
        Password = Trunk.Password,
        CallerId = Trunk.CallerId,
        Register = Trunk.Register ?? false,
        RequiresSrtp = Srtp == PhoneSrtp.Required,
        RtpPorts = PortRange.TryParse(RtpPorts ?? "", out var ports) ? ports : null,
    };
}

/// <summary><c>Phone:Srtp</c>.</summary>
public enum PhoneSrtp : byte
{
    Off = 0,

    /// <summary>SDES, or there is no call; only over TLS.</summary>
    Required = 1,
}

/// <summary><c>Phone:Trunk</c>: the one SIP trunk or PBX that calls go out by.</summary>
public sealed class TrunkOptions
{
    /// <summary>Host or host:port; empty: no trunk.</summary>
    public string Server { get; set; } = "";

    /// <summary>Null: UDP.</summary>
    public PhoneTransport? Transport { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>What the called person's display shows, where the trunk lets it be chosen.</summary>
    public string? CallerId { get; set; }

    /// <summary>Whether the server wants to know where this node is, as a PBX does.</summary>
    public bool? Register { get; set; }
}
