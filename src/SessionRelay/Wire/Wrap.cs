namespace SessionRelay.Wire;

/// <summary>
/// Arithmetic on counters that wrap around: RTP sequence numbers (16 bit), timestamps (32 bit), VP8 picture ids (15 bit).
/// "Newer" is the half circle ahead (RFC 1982 section 3.2).
/// </summary>
public static class Wrap
{
    /// <summary>How far <paramref name="a"/> is ahead of <paramref name="b"/>: −32768 to 32767.</summary>
    public static short Difference(ushort a, ushort b) => unchecked((short)(a - b));

    /// <summary>How far <paramref name="a"/> is ahead of <paramref name="b"/>: −2³¹ to 2³¹ − 1.</summary>
    public static int Difference(uint a, uint b) => unchecked((int)(a - b));

    /// <summary>True when <paramref name="a"/> comes after <paramref name="b"/>; equal counts as not newer.</summary>
    public static bool IsNewer(ushort a, ushort b) => Difference(a, b) > 0;

    /// <summary>True when <paramref name="a"/> comes after <paramref name="b"/>; equal counts as not newer.</summary>
    public static bool IsNewer(uint a, uint b) => Difference(a, b) > 0;

    /// <summary>
    /// The unwrapped value nearest to <paramref name="reference"/> whose low 16 bits are <paramref name="value"/>
    /// (RFC 3711 section 3.3.1 estimates the rollover counter in the same way). Can be negative only when the reference is below 32768.
    /// </summary>
    public static long Unwrap(ushort value, long reference) => reference + Difference(value, unchecked((ushort)reference));

    /// <summary>The unwrapped value nearest to <paramref name="reference"/> whose low 32 bits are <paramref name="value"/>.</summary>
    public static long Unwrap(uint value, long reference) => reference + Difference(value, unchecked((uint)reference));
}
