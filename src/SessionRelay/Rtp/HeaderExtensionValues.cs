using System.Buffers.Binary;
using SessionRelay.Wire;

namespace SessionRelay.Rtp;

/// <summary>Readers and writers of the typed extension values. Readers return false on a value of another length; writers need the stated room.</summary>
internal static class HeaderExtensionValues
{
    public const int AudioLevelLength = 1;
    public const int AbsSendTimeLength = 3;
    public const int TransportSequenceNumberLength = 2;

    /// <summary>RFC 6464 section 3: the level in −dBov, 0 (loudest) to 127 (silence), and whether the sender takes it for voice.</summary>
    public static bool TryReadAudioLevel(ReadOnlySpan<byte> value, out byte minusDbov, out bool voice)
    {
        minusDbov = 127;
        voice = false;
        if (value.Length < AudioLevelLength)
            return false;

        minusDbov = (byte)(value[0] & 0x7F);
        voice = (value[0] & 0x80) != 0;
        return true;
    }

    public static void WriteAudioLevel(Span<byte> destination, byte minusDbov, bool voice) =>
        destination[0] = (byte)((voice ? 0x80 : 0) | Math.Min(minusDbov, (byte)127));

    /// <summary>Seconds as an unsigned 6.18 fixed point number, wrapping every 64 s.</summary>
    public static bool TryReadAbsSendTime(ReadOnlySpan<byte> value, out uint time)
    {
        time = 0;
        if (value.Length < AbsSendTimeLength)
            return false;

        time = (uint)((value[0] << 16) | (value[1] << 8) | value[2]);
        return true;
    }

    public static void WriteAbsSendTime(Span<byte> destination, uint time)
    {
        destination[2] = (byte)time;
        destination[1] = (byte)(time >> 8);
        destination[0] = (byte)(time >> 16);
    }

    /// <summary>The 6.18 form of a moment on the relay's clock.</summary>
    public static uint AbsSendTimeOf(MonotonicTime time)
    {
        var ticks = (ulong)time.Ticks % (64UL * TimeSpan.TicksPerSecond);
        return (uint)((ticks << 18) / TimeSpan.TicksPerSecond) & 0xFF_FFFF;
    }

    public static bool TryReadTransportSequenceNumber(ReadOnlySpan<byte> value, out ushort sequenceNumber) =>
        BinaryPrimitives.TryReadUInt16BigEndian(value, out sequenceNumber);

    public static void WriteTransportSequenceNumber(Span<byte> destination, ushort sequenceNumber) =>
        BinaryPrimitives.WriteUInt16BigEndian(destination, sequenceNumber);
}
