using System.Buffers.Binary;

namespace SessionRelay.Tests.Stun;

/// <summary>Seeded hostile datagrams: noise, noise behind a right header, and good messages with bytes changed, cut or doubled. Allocates nothing.</summary>
internal static class Mutations
{
    public static ReadOnlySpan<byte> Next(Random random, byte[][] seeds, Span<byte> buffer)
    {
        var seed = seeds[random.Next(seeds.Length)];
        switch (random.Next(4))
        {
            case 0:
                var noise = buffer[..random.Next(buffer.Length)];
                random.NextBytes(noise);
                return noise;

            case 1:
                var framed = buffer[..(20 + 4 * random.Next(100))];
                random.NextBytes(framed[20..]);
                seed.AsSpan(0, 20).CopyTo(framed);
                BinaryPrimitives.WriteUInt16BigEndian(framed[2..], (ushort)(framed.Length - 20));
                if (framed.Length > 24)
                    framed[22] = 0; // a short first attribute, so that some get further
                return framed;

            case 2:
                var cut = buffer[..random.Next(seed.Length)];
                seed.AsSpan(0, cut.Length).CopyTo(cut);
                return cut;

            default:
                var changed = buffer[..seed.Length];
                seed.CopyTo(changed);
                for (var times = random.Next(6); times >= 0; times--)
                    changed[random.Next(8, changed.Length)] = (byte)random.Next(256);
                return changed;
        }
    }
}
