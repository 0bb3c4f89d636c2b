using System.Buffers.Binary;
using SessionRelay.Wire;

namespace SessionRelay.Rtcp;

/// <summary>What a receiver says about one stream. RFC 3550 section 6.4.1.</summary>
/// <param name="Ssrc">The stream that it is about.</param>
/// <param name="FractionLost">Since the last report, in 1/256.</param>
/// <param name="CumulativeLost">Since the start: −2²³ to 2²³ − 1 (duplicates make it negative).</param>
/// <param name="ExtendedHighestSequenceNumber">Cycles in the upper 16 bits, sequence number in the lower.</param>
/// <param name="Jitter">In the stream's timestamp units.</param>
/// <param name="LastSenderReport">LSR: the middle bits of the last sender report's NTP time, 0 when there was none.</param>
/// <param name="DelaySinceLastSenderReport">DLSR, in 1/65536 s.</param>
internal readonly record struct ReportBlock(
    uint Ssrc, byte FractionLost, int CumulativeLost, uint ExtendedHighestSequenceNumber, uint Jitter, uint LastSenderReport, uint DelaySinceLastSenderReport)
{
    public const int Length = 24;

    /// <summary>
    /// The round trip to who sent this block: now minus when the report that it answers left, minus how long it was held. False without an LSR, or when the result
    /// is below zero or over a minute (then the block answers no report of ours).
    /// </summary>
    /// <param name="now">On the clock that the sender reports carried: <see cref="NtpTimestamp.Of"/>.</param>
    public bool TryGetRoundTrip(MonotonicTime now, out TimeSpan roundTrip)
    {
        roundTrip = default;
        if (LastSenderReport == 0)
            return false;

        var units = unchecked((int)(NtpTimestamp.Compact(NtpTimestamp.Of(now)) - LastSenderReport - DelaySinceLastSenderReport));
        if (units is < 0 or > 60 * 65536)
            return false;

        roundTrip = NtpTimestamp.FromCompact((uint)units);
        return true;
    }

    /// <summary>Reads the 24 bytes; the caller has seen that they are there.</summary>
    internal static ReportBlock Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32BigEndian(bytes),
        bytes[4],
        BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) << 8 >> 8,
        BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));

    internal void Write(Span<byte> destination)
    {
        const int most = (1 << 23) - 1;
        var lost = Math.Clamp(CumulativeLost, -most - 1, most);
        BinaryPrimitives.WriteUInt32BigEndian(destination, Ssrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ((uint)FractionLost << 24) | ((uint)lost & 0xFF_FFFF));
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], ExtendedHighestSequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], DelaySinceLastSenderReport);
    }
}

/// <summary>The report blocks of an SR or RR: 0 to 31.</summary>
internal readonly ref struct ReportBlockList(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Count => _bytes.Length / ReportBlock.Length;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> when <paramref name="index"/> is not below <see cref="Count"/>.</summary>
    public ReportBlock this[int index] => ReportBlock.Read(_bytes.Slice(index * ReportBlock.Length, ReportBlock.Length));
}
