namespace SessionRelay.Tests.Rtp;

/// <summary>Bytes that a stranger may send: random ones, and valid samples cut short, grown and flipped. Seeded, so that a failure repeats.</summary>
internal static class HostileInput
{
    public const int Count = 100_000;

    public delegate void Reader(ReadOnlySpan<byte> bytes);

    /// <summary>Gives <see cref="Count"/> inputs to the reader, and asserts that together they allocated nothing on the heap.</summary>
    public static void ReadsWithoutHarm(int seed, byte[][] samples, Reader reader)
    {
        var random = new Random(seed);
        var buffer = new byte[300];
        foreach (var sample in samples)
            reader(sample);

        reader(buffer.AsSpan(0, 40));
        Allocations.Of(() =>
        {
            for (var i = 0; i < Count; i++)
                reader(Next(random, samples, buffer));
        }).ShouldBe(0);
    }

    private static ReadOnlySpan<byte> Next(Random random, byte[][] samples, byte[] buffer)
    {
        if (random.Next(4) == 0)
        {
            var length = random.Next(120);
            random.NextBytes(buffer.AsSpan(0, length));
            return buffer.AsSpan(0, length);
        }

        var sample = samples[random.Next(samples.Length)];
        random.NextBytes(buffer);
        sample.CopyTo(buffer, 0);
        for (var flips = random.Next(6); flips > 0; flips--)
            buffer[random.Next(sample.Length)] = (byte)random.Next(256);

        return buffer.AsSpan(0, random.Next(3) == 0 ? random.Next(sample.Length + 20) : sample.Length);
    }
}
