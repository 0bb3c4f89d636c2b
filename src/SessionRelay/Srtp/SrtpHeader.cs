using System.Buffers.Binary;

namespace SessionRelay.Srtp;

/// <summary>The few fields in clear that protection needs, of an RTP packet (RFC 3550 section 5.1) or the first of a compound RTCP packet (section 6.4.1).</summary>
internal static class SrtpHeader
{
    /// <summary>RTCP's fixed header and the sender's SSRC.</summary>
    public const int RtcpLength = 8;

    private const int FixedLength = 12;
    private const int Version = 2;

    /// <summary>Length of the header with contributing sources and extension, which stay in clear. False: not RTP, or cut short.</summary>
    public static bool TryReadRtp(ReadOnlySpan<byte> packet, out int headerLength, out ushort sequenceNumber, out uint ssrc)
    {
        headerLength = 0;
        sequenceNumber = 0;
        ssrc = 0;
        if (packet.Length < FixedLength || packet[0] >> 6 != Version)
        {
            return false;
        }

        var length = FixedLength + (packet[0] & 0x0F) * 4;
        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < length + 4)
            {
                return false;
            }

            length += 4 + BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]) * 4;
        }

        headerLength = length;
        sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        return length <= packet.Length;
    }

    /// <summary>False: not RTCP, or cut short.</summary>
    public static bool TryReadRtcp(ReadOnlySpan<byte> packet, out uint ssrc)
    {
        if (packet.Length < RtcpLength || packet[0] >> 6 != Version)
        {
            ssrc = 0;
            return false;
        }

        ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        return true;
    }
}
