using System.Buffers.Binary;

namespace SessionRelay.Rtp;

/// <summary>Retransmission payloads (RFC 4588 section 4): the original sequence number (OSN), then the original payload.</summary>
internal static class Rtx
{
    /// <summary>Bytes of the original sequence number.</summary>
    public const int OriginalSequenceNumberLength = 2;

    /// <summary>False when the payload is too short to hold an OSN: such a packet only probes.</summary>
    public static bool TryReadOriginal(ReadOnlySpan<byte> rtxPayload, out ushort originalSequenceNumber, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!BinaryPrimitives.TryReadUInt16BigEndian(rtxPayload, out originalSequenceNumber))
            return false;

        payload = rtxPayload[OriginalSequenceNumberLength..];
        return true;
    }

    /// <summary>
    /// Turns an RTX packet back into the packet that it repeats, in its own memory: the header moves up by the two bytes of the OSN and gets the original's SSRC,
    /// payload type and sequence number; padding is cut off. Its header extensions are those of the RTX packet (its repaired-rid is not a rid).
    /// False, with nothing changed, for bytes that are no RTP packet or hold no original payload (Chromium probes with those).
    /// </summary>
    public static bool TryRestore(Span<byte> rtxPacket, uint mediaSsrc, byte mediaPayloadType, out Span<byte> restored)
    {
        restored = default;
        if (!RtpPacket.TryParse(rtxPacket, out var packet)
            || !TryReadOriginal(packet.Payload, out var originalSequenceNumber, out var payload)
            || payload.IsEmpty)
        {
            return false;
        }

        var headerLength = packet.HeaderLength;
        restored = rtxPacket.Slice(OriginalSequenceNumberLength, headerLength + payload.Length);
        rtxPacket[..headerLength].CopyTo(restored);
        restored[0] &= 0xDF;
        restored[1] = (byte)((restored[1] & 0x80) | (mediaPayloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(restored[2..], originalSequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(restored[8..], mediaSsrc);
        return true;
    }
}
