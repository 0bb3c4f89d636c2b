using SessionRelay.Srtp;

namespace SessionRelay.Tests.Srtp;

/// <summary>The cipher of most media, in all of its forms: by the processor's instructions, by its wide ones, and by OpenSSL.</summary>
public sealed class AesGcm128Tests
{
    private const int Seed = 20261130;

    public enum By
    {
        Processor,
        ProcessorNarrow,
        OpenSsl,
    }

    /// <summary>Test cases 1 to 4 of McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B: those of AES-128 with a nonce of 96 bits.</summary>
    public static readonly TheoryData<By, string, string, string, string, string, string> Vectors = Both(
        ("00000000000000000000000000000000", "000000000000000000000000", "", "", "", "58E2FCCEFA7E3061367F1D57A4E7455A"),
        (
            "00000000000000000000000000000000", "000000000000000000000000", "", "00000000000000000000000000000000", "0388DACE60B6A392F328C2B971B2FE78",
            "AB6E47D42CEC13BDF53A67B21257BDDF"),
        (
            "FEFFE9928665731C6D6A8F9467308308", "CAFEBABEFACEDBADDECAF888", "",
            "D9313225F88406E5A55909C5AFF5269A86A7A9531534F7DA2E4C303D8A318A721C3C0C95956809532FCF0E2449A6B525B16AEDF5AA0DE657BA637B391AAFD255",
            "42831EC2217774244B7221B784D0D49CE3AA212F2C02A4E035C17E2329ACA12E21D514B25466931C7D8F6A5AAC84AA051BA30B396A0AAC973D58E091473F5985",
            "4D5C2AF327CD64A62CF35ABD2BA6FAB4"),
        (
            "FEFFE9928665731C6D6A8F9467308308", "CAFEBABEFACEDBADDECAF888", "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
            "D9313225F88406E5A55909C5AFF5269A86A7A9531534F7DA2E4C303D8A318A721C3C0C95956809532FCF0E2449A6B525B16AEDF5AA0DE657BA637B39",
            "42831EC2217774244B7221B784D0D49CE3AA212F2C02A4E035C17E2329ACA12E21D514B25466931C7D8F6A5AAC84AA051BA30B396A0AAC973D58E091",
            "5BC94FBC3221A5DB94FAE95AE7121A47"));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vectors_of_its_authors(By by, string key, string nonce, string associatedData, string plain, string sealedData, string tag)
    {
        var data = Convert.FromHexString(plain);
        var made = new byte[AesGcm128.TagLength];
        using (var cipher = Create(by, Convert.FromHexString(key), encrypt: true))
            cipher.Seal(Convert.FromHexString(nonce), Convert.FromHexString(associatedData), data, made);
        Convert.ToHexString(data).ShouldBe(sealedData);
        Convert.ToHexString(made).ShouldBe(tag);

        using var opener = Create(by, Convert.FromHexString(key), encrypt: false);
        opener.Open(Convert.FromHexString(nonce), Convert.FromHexString(associatedData), data, made).ShouldBeTrue();
        Convert.ToHexString(data).ShouldBe(plain);
    }

    [Theory]
    [InlineData(By.Processor)]
    [InlineData(By.ProcessorNarrow)]
    public void All_forms_agree_at_every_length(By by)
    {
        SkipWithoutInstructions();
        var random = new Random(Seed);
        // All lengths around strides of eight blocks, and those of packets; associated data of every length of an RTP header.
        var lengths = Enumerable.Range(0, 400).Concat([1_023, 1_024, 1_025, 1_088, 1_100, 1_199, 1_200, 1_400, 65_535]);
        foreach (var length in lengths)
        {
            var key = Bytes(random, AesGcm128.KeyLength);
            var nonce = Bytes(random, AesGcm128.NonceLength);
            var associatedData = Bytes(random, random.Next(0, 120));
            var plain = Bytes(random, length);

            var (sealedByProcessor, tagOfProcessor) = Seal(by, key, nonce, associatedData, plain);
            var (sealedByOpenSsl, tagOfOpenSsl) = Seal(By.OpenSsl, key, nonce, associatedData, plain);

            sealedByProcessor.ShouldBe(sealedByOpenSsl, $"length {length}");
            tagOfProcessor.ShouldBe(tagOfOpenSsl, $"length {length}, {associatedData.Length} associated");
            using var opener = Create(by, key, encrypt: false);
            opener.Open(nonce, associatedData, sealedByProcessor, tagOfProcessor).ShouldBeTrue();
            sealedByProcessor.ShouldBe(plain);
        }
    }

    [Theory]
    [InlineData(By.Processor)]
    [InlineData(By.ProcessorNarrow)]
    [InlineData(By.OpenSsl)]
    public void Any_bit_that_was_changed_is_noticed(By by)
    {
        var random = new Random(Seed);
        var key = Bytes(random, AesGcm128.KeyLength);
        var nonce = Bytes(random, AesGcm128.NonceLength);
        var associatedData = Bytes(random, 20);
        var (data, tag) = Seal(by, key, nonce, associatedData, Bytes(random, 150));
        using var opener = Create(by, key, encrypt: false);

        foreach (var part in new[] { nonce, associatedData, data, tag })
        {
            for (var bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                opener.Open(nonce, associatedData, data.ToArray(), tag).ShouldBeFalse();
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        opener.Open(nonce, associatedData, data.ToArray(), tag).ShouldBeTrue();
        opener.Open(nonce, associatedData, data.ToArray(), tag.AsSpan(0, 12)).ShouldBeFalse();
    }

    [Fact]
    public void Nothing_outside_of_the_data_and_its_tag_is_written()
    {
        SkipWithoutInstructions();
        const byte untouched = 0xA5;
        for (var length = 0; length < 300; length++)
        {
            var room = new byte[length + 64];
            room.AsSpan().Fill(untouched);
            using var cipher = Create(By.Processor, new byte[AesGcm128.KeyLength], encrypt: true);
            cipher.Seal(new byte[AesGcm128.NonceLength], [], room.AsSpan(16, length), room.AsSpan(16 + length, AesGcm128.TagLength));

            room.AsSpan(0, 16).IndexOfAnyExcept(untouched).ShouldBe(-1);
            room.AsSpan(16 + length + AesGcm128.TagLength).IndexOfAnyExcept(untouched).ShouldBe(-1);
        }
    }

    [Fact]
    public void The_processor_is_taken_where_it_can()
    {
        SkipWithoutInstructions();
        using var cipher = AesGcm128.Create(new byte[AesGcm128.KeyLength], encrypt: true);
        cipher.ShouldBeOfType<ProcessorAesGcm128>();
    }

    private static void SkipWithoutInstructions() =>
        Assert.SkipUnless(ProcessorAesGcm128.IsSupported, "This processor has no AES or no carry-less multiplication.");

    private static AesGcm128 Create(By by, byte[] key, bool encrypt)
    {
        if (by == By.OpenSsl)
            return new OpenSslAesGcm128(key, encrypt);
        SkipWithoutInstructions();
        return new ProcessorAesGcm128(key, isWide: by == By.Processor);
    }

    private static (byte[] Data, byte[] Tag) Seal(By by, byte[] key, byte[] nonce, byte[] associatedData, byte[] plain)
    {
        var data = plain.ToArray();
        var tag = new byte[AesGcm128.TagLength];
        using var cipher = Create(by, key, encrypt: true);
        cipher.Seal(nonce, associatedData, data, tag);
        return (data, tag);
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static TheoryData<By, string, string, string, string, string, string> Both(params (string Key, string Nonce, string Associated, string Plain, string Sealed, string Tag)[] cases)
    {
        var data = new TheoryData<By, string, string, string, string, string, string>();
        foreach (var one in cases)
        {
            data.Add(By.Processor, one.Key, one.Nonce, one.Associated, one.Plain, one.Sealed, one.Tag);
            data.Add(By.ProcessorNarrow, one.Key, one.Nonce, one.Associated, one.Plain, one.Sealed, one.Tag);
            data.Add(By.OpenSsl, one.Key, one.Nonce, one.Associated, one.Plain, one.Sealed, one.Tag);
        }

        return data;
    }
}
