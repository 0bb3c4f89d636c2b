using CsCheck;
using SessionRelay.Phone.Audio;

namespace SessionRelay.Tests.Phone.Audio;

public sealed class G711KeepsTheStandardsValues
{
    /// <summary>G.711 tables 2a and 2b (µ-law): character signals at the segments' ends, and the decoder's outputs in 16 bits (the table's times 4).</summary>
    [Theory]
    [InlineData(0x80, 32_124)]
    [InlineData(0x8F, 16_764)]
    [InlineData(0x90, 15_996)]
    [InlineData(0xA0, 7_932)]
    [InlineData(0xB0, 3_900)]
    [InlineData(0xC0, 1_884)]
    [InlineData(0xD0, 876)]
    [InlineData(0xE0, 372)]
    [InlineData(0xF0, 120)]
    [InlineData(0xFE, 8)]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0)]
    [InlineData(0x7E, -8)]
    [InlineData(0x00, -32_124)]
    public void Pcmu_decodes_to_the_tables_values(byte code, short sample) => G711.Decode(G711Law.Pcmu, code).ShouldBe(sample);

    /// <summary>G.711 tables 1a and 1b (A-law) after the inversion of even bits; outputs in 16 bits (the table's times 8).</summary>
    [Theory]
    [InlineData(0xAA, 32_256)]
    [InlineData(0xA5, 16_896)]
    [InlineData(0xBA, 16_128)]
    [InlineData(0x8A, 8_064)]
    [InlineData(0x9A, 4_032)]
    [InlineData(0xEA, 2_016)]
    [InlineData(0xFA, 1_008)]
    [InlineData(0xCA, 504)]
    [InlineData(0xD5, 8)]
    [InlineData(0x55, -8)]
    [InlineData(0x2A, -32_256)]
    public void Pcma_decodes_to_the_tables_values(byte code, short sample) => G711.Decode(G711Law.Pcma, code).ShouldBe(sample);

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void What_is_decoded_is_encoded_back(int payloadType)
    {
        var law = LawOf(payloadType);
        for (var code = 0; code < 256; code++)
        {
            var again = G711.Encode(law, G711.Decode(law, (byte)code));
            again.ShouldBe(law == G711Law.Pcmu && code == 0x7F ? (byte)0xFF : (byte)code); // µ-law has two zeros
        }
    }

    [Theory]
    [InlineData(0, 32_124)]
    [InlineData(8, 32_256)]
    public void Every_sample_comes_back_within_half_a_step_and_in_order(int payloadType, int loudest)
    {
        var law = LawOf(payloadType);
        var last = short.MinValue;
        for (int sample = short.MinValue; sample <= short.MaxValue; sample++)
        {
            var back = G711.Decode(law, G711.Encode(law, (short)sample));
            back.ShouldBeGreaterThanOrEqualTo(last);
            last = back;
            // The steps of a segment are a 16th to a 32nd of its values: half of one is 3.2 % of the sample; near zero the smallest steps (8, 16); and 14 bits are looked at, or 12.
            var allowed = Math.Max(16, (Math.Abs(sample) * 0.0325) + 3);
            if (Math.Abs(sample) <= loudest)
                Math.Abs(back - sample).ShouldBeLessThanOrEqualTo((int)Math.Ceiling(allowed), $"{sample}");
        }

        G711.Decode(law, G711.Encode(law, short.MaxValue)).ShouldBe((short)loudest);
        G711.Decode(law, G711.Encode(law, short.MinValue)).ShouldBe((short)-loudest);
    }

    [Fact]
    public void A_frame_is_encoded_as_its_samples_are() =>
        Gen.Select(Gen.Short.Array[G711.FrameSamples], Gen.Bool).Sample((samples, isMu) =>
        {
            var law = isMu ? G711Law.Pcmu : G711Law.Pcma;
            var codes = new byte[G711.FrameSamples];
            var back = new short[G711.FrameSamples];
            G711.Encode(law, samples, codes);
            G711.Decode(law, codes, back);
            for (var i = 0; i < samples.Length; i++)
            {
                codes[i].ShouldBe(G711.Encode(law, samples[i]));
                back[i].ShouldBe(G711.Decode(law, codes[i]));
            }
        });

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void Silence_is_what_zero_encodes_to(int payloadType) => G711.Silence(LawOf(payloadType)).ShouldBe(G711.Encode(LawOf(payloadType), 0));

    private static G711Law LawOf(int payloadType) => payloadType == 0 ? G711Law.Pcmu : G711Law.Pcma;
}
