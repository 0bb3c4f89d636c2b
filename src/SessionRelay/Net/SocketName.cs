using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SessionRelay.Wire;

namespace SessionRelay.Net;

/// <summary>A sockaddr_in or sockaddr_in6 as the kernel writes it (ip(7), ipv6(7)).</summary>
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
}
