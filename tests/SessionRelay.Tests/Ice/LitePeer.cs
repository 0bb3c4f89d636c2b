using System.Text;
using SessionRelay.Ice;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Ice;

/// <summary>An agent under test with a clock, and a client that sends it whatever checks a test says.</summary>
internal sealed class LitePeer
{
    public static readonly NetworkPath Wifi = Path(0x0A00_0001, 5001);
    public static readonly NetworkPath Cable = Path(0x0A00_0002, 5002);
    public static readonly NetworkPath Mobile = Path(0xC633_6407, 5003);

    /// <summary>The Wi-Fi's other way: a TCP connection.</summary>
    public static readonly NetworkPath Tcp = new(
        TransportAddress.FromIPv4(0x0A00_0001, 5004, TransportProtocol.Tcp), TransportAddress.FromIPv4(0x0A00_00FE, 443, TransportProtocol.Tcp));

    private readonly byte[] _response = new byte[IceLiteAgent.MaxResponseLength];
    private int _responseLength;

    public LitePeer() => Agent = new IceLiteAgent(IceCredentials.Create(), Now);

    public IceLiteAgent Agent { get; }

    public MonotonicTime Now { get; private set; } = MonotonicTime.FromMilliseconds(1_000);

    public ReadOnlySpan<byte> Response => _response.AsSpan(0, _responseLength);

    public static NetworkPath Path(uint address, ushort port, uint local = 0x0A00_00FE) =>
        new(TransportAddress.FromIPv4(address, port), TransportAddress.FromIPv4(local, 40_000));

    public LitePeer After(double milliseconds)
    {
        Now += TimeSpan.FromMilliseconds(milliseconds);
        return this;
    }

    public IceOutcome Check(in NetworkPath path, bool useCandidate = false, uint? nomination = null, IceCredentials? credentials = null)
    {
        var local = credentials ?? Agent.Local;
        return Send(path, local.Ufrag, local.Password, useCandidate, nomination);
    }

    public IceOutcome Send(
        in NetworkPath path, string ufrag, string password, bool useCandidate = false, uint? nomination = null, StunAttribute? extra = null,
        StunAttribute role = StunAttribute.IceControlling)
    {
        Span<byte> bytes = stackalloc byte[256];
        var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, StunTransactionId.Create());
        writer.AddUsername(Encoding.ASCII.GetBytes(ufrag), "them"u8);
        writer.AddUInt32(StunAttribute.Priority, 1);
        writer.AddUInt64(role, 42);
        if (useCandidate)
            writer.AddUseCandidate();
        if (nomination is { } value)
            writer.AddUInt32(StunAttribute.Nomination, value);
        if (extra is { } type)
            writer.AddUInt32(type, 0);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(password));
        writer.AddFingerprint();
        return Deliver(bytes[..writer.Length], path);
    }

    public IceOutcome Deliver(ReadOnlySpan<byte> bytes, in NetworkPath path)
    {
        StunMessage.TryParse(bytes, out var message).ShouldBeTrue();
        return Agent.Handle(message, path, Now, _response, out _responseLength);
    }

    /// <summary>A second of voice over one path, ending now.</summary>
    public void Talk(in NetworkPath path, double milliseconds = 1_000)
    {
        for (var elapsed = 20.0; elapsed <= milliseconds; elapsed += 20)
        {
            After(20);
            Agent.OnAuthenticated(path, Now);
        }
    }

    public void ShouldHaveSelected(in NetworkPath path, string why = "") => Agent.Selected.ShouldBe(path, why);
}
