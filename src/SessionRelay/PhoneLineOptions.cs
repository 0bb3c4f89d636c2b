using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SessionRelay;

/// <summary>How SIP travels to the trunk.</summary>
public enum PhoneTransport : byte
{
    Udp = 0,
    Tcp = 1,
    Tls = 2,
}

/// <summary>How a node reaches the telephone network: one trunk or PBX.</summary>
public sealed record PhoneLineOptions
{
    /// <summary>Host or host:port, an IPv6 address in brackets; without a port 5060, with TLS 5061. Also the host of the numbers that are called.</summary>
    public required string Server { get; init; }

    public PhoneTransport Transport { get; init; }

    /// <summary>For digest authentication, and the user part of this side's address. Null: none is asked for.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The number that the called person sees; null: the user, and the trunk decides.</summary>
    public string? CallerId { get; init; }

    /// <summary>Register with the server, as a PBX that knows phones only wants.</summary>
    public bool Register { get; init; }

    /// <summary>Sound is protected (SDES, RFC 4568) or there is no call; only with <see cref="PhoneTransport.Tls"/>, as the keys are in the messages.</summary>
    public bool RequiresSrtp { get; init; }

    /// <summary>With TLS, whom to believe instead of this machine's own list: for a PBX whose certificate no authority has signed.</summary>
    public X509Certificate2Collection? TrustedCertificates { get; init; }

    /// <summary>Ports that sound comes in at, an even one for each call; null: whichever are free.</summary>
    public PortRange? RtpPorts { get; init; }

    /// <summary>Where the trunk reaches this machine, for SIP and sound. Null: the address that the system uses towards the server.</summary>
    public IPAddress? LocalAddress { get; init; }
}
