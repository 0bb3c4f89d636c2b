using System.Buffers.Binary;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// What virtual people put in their media in place of sound and pictures: who sent it, when, and which part of which frame it is, so that the receiver can check
/// that it came whole and measure how long it took.
/// </summary>
/// <param name="Sender">Number of the person, from 0.</param>
/// <param name="Frame">Counts frames (video) or packets (audio) of the stream, from 0.</param>
/// <param name="Part">Place of the packet in its frame, from 0.</param>
/// <param name="Parts">Packets of the frame.</param>
/// <param name="SentTicks">Sender's clock, 100 ns.</param>
internal readonly record struct PayloadStamp(int Sender, uint Frame, ushort Part, ushort Parts, long SentTicks)
{
    /// <summary>Bytes on the wire: the fields and a check value.</summary>
    public const int Length = 24;

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, Sender);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Frame);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], Part);
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], Parts);
        BinaryPrimitives.WriteInt64BigEndian(destination[12..], SentTicks);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], Check);
    }

    /// <summary>False when the bytes are not a stamp, or were changed on the way.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out PayloadStamp stamp)
    {
        stamp = default;
        if (source.Length < Length)
            return false;
        stamp = new PayloadStamp(
            BinaryPrimitives.ReadInt32BigEndian(source),
            BinaryPrimitives.ReadUInt32BigEndian(source[4..]),
            BinaryPrimitives.ReadUInt16BigEndian(source[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(source[10..]),
            BinaryPrimitives.ReadInt64BigEndian(source[12..]));
        return BinaryPrimitives.ReadUInt32BigEndian(source[20..]) == stamp.Check;
    }

    private uint Check
    {
        get
        {
            var mixed = (((ulong)(uint)Sender << 32) | Frame) * 0x9E37_79B9_7F4A_7C15;
            mixed ^= (((ulong)Part << 16) | Parts) * 0xBF58_476D_1CE4_E5B9;
            mixed ^= (ulong)SentTicks * 0x94D0_49BB_1331_11EB;
            return (uint)(mixed >> 32);
        }
    }
}
