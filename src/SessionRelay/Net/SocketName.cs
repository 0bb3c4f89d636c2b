using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>A sockaddr_in or sockaddr_in6 as the kernel has it (ip(7), ipv6(7)).</summary>
internal static class SocketName
{
    /// <summary>Bytes: sizeof(sockaddr_in6), the larger one.</summary>
    public const int Size = 28;

    /// <summary>Throws when <paramref name="name"/> is shorter than <see cref="Size"/>.</summary>
    public static TransportAddress Read(ReadOnlySpan<byte> name, TransportProtocol protocol = TransportProtocol.Udp)
    {
        var family = MemoryMarshal.Read<ushort>(name);
        var port = BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
        return family == LibC.FamilyInet
            ? TransportAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(name[4..]), port, protocol)
            : TransportAddress.FromIPv6(name[8..], port, MemoryMarshal.Read<uint>(name[24..]), protocol);
    }

    /// <summary>Writes a name for a socket of the given family, IPv4 mapped where it is IPv6; gives its length. Throws when <paramref name="name"/> is shorter than <see cref="Size"/>.</summary>
    public static uint Write(Span<byte> name, in TransportAddress address, bool isIPv6)
    {
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], address.Port);
        if (isIPv6)
        {
            MemoryMarshal.Write(name, LibC.FamilyInet6);
            MemoryMarshal.Write(name[4..], 0);
            address.WriteIPv6(name[8..]);
            MemoryMarshal.Write(name[24..], address.ScopeId);
            return Size;
        }

        MemoryMarshal.Write(name, LibC.FamilyInet);
        BinaryPrimitives.WriteUInt32BigEndian(name[4..], address.IPv4);
        name[8..16].Clear();
        return 16; // sizeof(sockaddr_in)
    }
}
