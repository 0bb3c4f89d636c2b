using System.Buffers.Binary;

namespace SessionRelay.Rtcp;

/// <summary>
/// Packs statuses and deltas of transport-wide feedback: a run where at least 7 statuses are alike, otherwise a vector of 14 one-bit or 7 two-bit statuses.
/// </summary>
internal static class TransportFeedbackChunks
{
    /// <summary>Bytes of all chunks and deltas.</summary>
    public static int Measure(ReadOnlySpan<int> deltas)
    {
        var bytes = 0;
        for (var i = 0; i < deltas.Length; bytes += 2)
            i += NextChunk(deltas[i..], out _);

        foreach (var delta in deltas)
            bytes += StatusOf(delta);

        return bytes;
    }

    /// <summary>Writes all chunks, then all deltas, into at least <see cref="Measure"/> bytes.</summary>
    public static void Write(Span<byte> destination, ReadOnlySpan<int> deltas)
    {
        for (var i = 0; i < deltas.Length;)
        {
            i += NextChunk(deltas[i..], out var chunk);
            BinaryPrimitives.WriteUInt16BigEndian(destination, chunk);
            destination = destination[2..];
        }

        foreach (var delta in deltas)
        {
            var status = StatusOf(delta);
            if (status == StatusChunk.SmallDelta)
                destination[0] = (byte)delta;
            else if (status == StatusChunk.LargeDelta)
                BinaryPrimitives.WriteInt16BigEndian(destination, (short)delta);

            destination = destination[status..];
        }
    }

    /// <summary>A status is also the number of bytes of its delta.</summary>
    private static int StatusOf(int delta) => delta switch
    {
        RtcpWriter.NotReceived => StatusChunk.NotReceived,
        >= 0 and <= byte.MaxValue => StatusChunk.SmallDelta,
        _ => StatusChunk.LargeDelta,
    };

    private static int NextChunk(ReadOnlySpan<int> deltas, out ushort chunk)
    {
        var first = StatusOf(deltas[0]);
        var run = 1;
        while (run < deltas.Length && run < StatusChunk.MaxRun && StatusOf(deltas[run]) == first)
            run++;

        if (run >= StatusChunk.TwoBitCapacity || run == deltas.Length)
        {
            chunk = StatusChunk.Run(first, run);
            return run;
        }

        var count = Math.Min(deltas.Length, StatusChunk.OneBitCapacity);
        var bits = 0;
        for (var i = 0; i < count; i++)
        {
            var status = StatusOf(deltas[i]);
            if (status == StatusChunk.LargeDelta)
                return NextTwoBitChunk(deltas, out chunk);

            bits |= status << (13 - i);
        }

        chunk = (ushort)(0x8000 | bits);
        return count;
    }

    private static int NextTwoBitChunk(ReadOnlySpan<int> deltas, out ushort chunk)
    {
        var count = Math.Min(deltas.Length, StatusChunk.TwoBitCapacity);
        var bits = 0;
        for (var i = 0; i < count; i++)
            bits |= StatusOf(deltas[i]) << (12 - (2 * i));

        chunk = (ushort)(0xC000 | bits);
        return count;
    }
}
