namespace SessionRelay.Phone.Audio;

/// <summary>The two laws of ITU-T G.711, by the names that RFC 3551 section 4.5.14 gives them.</summary>
internal enum G711Law
{
    /// <summary>µ-law, static payload type 0: what browsers speak, and trunks of North America and Japan.</summary>
    Pcmu,

    /// <summary>A-law, static payload type 8: trunks of the rest of the world.</summary>
    Pcma,
}

/// <summary>
/// ITU-T G.711 by tables: 16-bit linear samples at 8 kHz to one byte each and back, with the values of the ITU's own software library (G.191 module G711).
/// Nothing here throws on any bytes or allocates; any thread.
/// </summary>
internal static class G711
{
    /// <summary>Hz, and the RTP clock rate of both laws.</summary>
    public const int SampleRate = 8_000;

    /// <summary>Samples in the frame that the bridge works in: 20 ms, the packet time that every phone takes (RFC 3551 section 4.2).</summary>
    public const int FrameSamples = 160;

    /// <summary>Ticks of 100 ns in a sample: 125 µs.</summary>
    public const long TicksPerSample = TimeSpan.TicksPerSecond / SampleRate;

    public static readonly TimeSpan FrameTime = TimeSpan.FromTicks(FrameSamples * TicksPerSample);

    private static readonly short[] FromPcmu = DecodeTable(ExpandPcmu);
    private static readonly short[] FromPcma = DecodeTable(ExpandPcma);
    private static readonly byte[] ToPcmu = EncodeTable(shift: 2, CompressPcmu); // µ-law looks at 14 bits of a sample
    private static readonly byte[] ToPcma = EncodeTable(shift: 4, CompressPcma); // A-law at 12

    /// <summary>The byte that stands for a sample of 0.</summary>
    public static byte Silence(G711Law law) => law == G711Law.Pcmu ? (byte)0xFF : (byte)0xD5;

    public static short Decode(G711Law law, byte code) => (law == G711Law.Pcmu ? FromPcmu : FromPcma)[code];

    public static byte Encode(G711Law law, short sample) =>
        law == G711Law.Pcmu ? ToPcmu[(ushort)sample >> 2] : ToPcma[(ushort)sample >> 4];

    /// <param name="samples">At least as long as <paramref name="codes"/>.</param>
    public static void Decode(G711Law law, ReadOnlySpan<byte> codes, Span<short> samples)
    {
        var table = law == G711Law.Pcmu ? FromPcmu : FromPcma;
        samples = samples[..codes.Length];
        for (var i = 0; i < codes.Length; i++)
            samples[i] = table[codes[i]];
    }

    /// <param name="codes">At least as long as <paramref name="samples"/>.</param>
    public static void Encode(G711Law law, ReadOnlySpan<short> samples, Span<byte> codes)
    {
        codes = codes[..samples.Length];
        if (law == G711Law.Pcmu)
        {
            for (var i = 0; i < samples.Length; i++)
                codes[i] = ToPcmu[(ushort)samples[i] >> 2];
        }
        else
        {
            for (var i = 0; i < samples.Length; i++)
                codes[i] = ToPcma[(ushort)samples[i] >> 4];
        }
    }

    private static short[] DecodeTable(Func<int, int> expand)
    {
        var table = new short[256];
        for (var code = 0; code < table.Length; code++)
            table[code] = (short)expand(code);
        return table;
    }

    private static byte[] EncodeTable(int shift, Func<int, int> compress)
    {
        var table = new byte[(ushort.MaxValue + 1) >> shift];
        for (var i = 0; i < table.Length; i++)
            table[i] = (byte)compress((short)(i << shift));
        return table;
    }

    private static int ExpandPcmu(int code)
    {
        var mantissa = ~code & 0x0F;
        var exponent = (~code >> 4) & 0x07;
        var step = 8 << exponent;
        var magnitude = (0x80 << exponent) + (step * mantissa) + (step / 2) - (4 * 33);
        return code < 0x80 ? -magnitude : magnitude;
    }

    private static int CompressPcmu(int sample)
    {
        var magnitude = Math.Min(((sample < 0 ? ~sample : sample) >> 2) + 33, 0x1FFF);
        var segment = 1;
        for (var rest = magnitude >> 6; rest != 0; rest >>= 1)
            segment++;
        var code = ((8 - segment) << 4) | (0x0F - ((magnitude >> segment) & 0x0F));
        return sample < 0 ? code : code | 0x80;
    }

    private static int ExpandPcma(int code)
    {
        var exponent = ((code ^ 0x55) >> 4) & 0x07;
        var mantissa = (code ^ 0x55) & 0x0F;
        if (exponent > 0)
            mantissa += 16;
        var magnitude = (mantissa << 4) + 8;
        if (exponent > 1)
            magnitude <<= exponent - 1;
        return code < 0x80 ? -magnitude : magnitude;
    }

    private static int CompressPcma(int sample)
    {
        var magnitude = (sample < 0 ? ~sample : sample) >> 4;
        if (magnitude > 15)
        {
            var exponent = 1;
            for (; magnitude > 31; magnitude >>= 1)
                exponent++;
            magnitude = magnitude - 16 + (exponent << 4);
        }

        return (sample < 0 ? magnitude : magnitude | 0x80) ^ 0x55;
    }
}
