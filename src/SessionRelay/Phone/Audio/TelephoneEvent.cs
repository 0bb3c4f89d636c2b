using System.Buffers.Binary;

namespace SessionRelay.Phone.Audio;

/// <summary>One report of a named telephone event (RFC 4733 section 2.3): 4 bytes. A view that never throws on bytes from the network.</summary>
/// <param name="Event">0 to 9, 10 for *, 11 for #, 12 to 15 for A to D; others are no digits (RFC 4733 section 3).</param>
/// <param name="End">The event is over; sent three times, and all three may be lost.</param>
/// <param name="Duration">So far, in timestamp units; a longer event goes on in a further segment.</param>
internal readonly record struct TelephoneEvent(byte Event, bool End, ushort Duration)
{
    public const int Length = 4;

    private const string Digits = "0123456789*#ABCD";

    public bool IsDigit => Event < Digits.Length;

    /// <summary>The key; only for what <see cref="IsDigit"/>.</summary>
    public char Digit => Digits[Event];

    public static bool TryParse(ReadOnlySpan<byte> bytes, out TelephoneEvent report)
    {
        report = default;
        if (bytes.Length < Length)
            return false;
        report = new TelephoneEvent(bytes[0], (bytes[1] & 0x80) != 0, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        return true;
    }
}
