using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SessionRelay.Wire;

/// <summary>How a datagram travels. RFC 8445 section 5.1.1 calls it the transport of a candidate.</summary>
public enum TransportProtocol : byte
{
    Udp = 0,

    /// <summary>Framed over TCP (RFC 4571).</summary>
    Tcp = 1,
}

/// <summary>
/// An IP address, port and transport as 24 bytes with no object behind them, so that a packet's source can be a dictionary key without allocation.
/// IPv4 is held in its IPv6-mapped form (RFC 4291 section 2.5.5.2): one form, one comparison.
/// </summary>
/// <param name="High">First 8 bytes of the IPv6 address, as a big-endian number.</param>
/// <param name="Low">Last 8 bytes of the IPv6 address, as a big-endian number.</param>
/// <param name="ScopeId">Interface of a link-local IPv6 address, otherwise 0.</param>
/// <param name="Port">0 to 65535, in host order.</param>
/// <param name="Protocol">UDP or TCP.</param>
public readonly record struct TransportAddress(ulong High, ulong Low, uint ScopeId, ushort Port, TransportProtocol Protocol)
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <summary>True when this is an IPv4 address.</summary>
    public bool IsIPv4 => High == 0 && (Low & 0xFFFF_FFFF_0000_0000) == MappedPrefix;

    /// <summary>The IPv4 address as a big-endian number; meaningful only when <see cref="IsIPv4"/>.</summary>
    public uint IPv4 => (uint)Low;

    public static TransportAddress FromIPv4(uint address, ushort port, TransportProtocol protocol = TransportProtocol.Udp) =>
        new(0, MappedPrefix | address, 0, port, protocol);

    /// <summary>Reads 16 bytes of an IPv6 (or IPv4-mapped) address in network order. Throws when <paramref name="address"/> is shorter.</summary>
    public static TransportAddress FromIPv6(ReadOnlySpan<byte> address, ushort port, uint scopeId = 0, TransportProtocol protocol = TransportProtocol.Udp) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]), scopeId, port, protocol);

    public static TransportAddress From(IPAddress address, int port, TransportProtocol protocol = TransportProtocol.Udp)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)port, protocol)
            : FromIPv6(bytes, (ushort)port, address.IsIPv6LinkLocal ? (uint)address.ScopeId : 0, protocol);
    }

    public static TransportAddress From(IPEndPoint endPoint) => From(endPoint.Address, endPoint.Port);

    /// <summary>Writes the 16 bytes of the (mapped) IPv6 address in network order. Throws when <paramref name="destination"/> is shorter.</summary>
    public void WriteIPv6(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    /// <summary>As .NET's own type, IPv4 unmapped. Allocates: for signaling and tests.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteIPv6(bytes);
        return IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, ScopeId);
    }

    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    public bool Equals(TransportAddress other) =>
        Low == other.Low && High == other.High && Port == other.Port && ScopeId == other.ScopeId && Protocol == other.Protocol;

    public override int GetHashCode()
    {
        var mixed = (High ^ (Low * 0x9E37_79B9_7F4A_7C15)) + (((ulong)Port << 8) | (byte)Protocol);
        mixed ^= mixed >> 29;
        mixed *= 0xBF58_476D_1CE4_E5B9;
        return (int)(mixed >> 32);
    }

    public override string ToString() => $"{(Protocol == TransportProtocol.Udp ? "udp" : "tcp")} {ToIPEndPoint()}";
}
