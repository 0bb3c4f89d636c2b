using System.Buffers.Binary;
using SessionRelay.Phone.Audio;
using SessionRelay.Tests.Rtp;

namespace SessionRelay.Tests.Phone.Audio;

public sealed class PromptsCanBeReplaced : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prompts");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void Every_language_has_every_prompt_but_the_name(string language)
    {
        var prompts = PhonePrompts.Load(null).In(language);
        prompts.Language.ShouldBe(language);
        prompts.Codes(Prompt.Name).IsEmpty.ShouldBeTrue();
        foreach (var prompt in Enum.GetValues<Prompt>().Where(prompt => prompt != Prompt.Name))
        {
            var samples = prompts.Codes(prompt).ToArray().Select(code => (double)G711.Decode(G711Law.Pcmu, code)).ToList();
            samples.Count.ShouldBeInRange(G711.SampleRate, 15 * G711.SampleRate);
            Math.Sqrt(samples.Average(sample => sample * sample)).ShouldBeInRange(2_000, 4_000, $"{prompt}: about -20 dBov");
        }
    }

    [Theory]
    [InlineData("es-MX", "es")]
    [InlineData("ES", "es")]
    [InlineData("de", "en")]
    [InlineData("esperanto", "en")]
    [InlineData("", "en")]
    [InlineData(null, "en")]
    public void Another_language_is_English(string? asked, string given) => PhonePrompts.Load("").In(asked).Language.ShouldBe(given);

    [Fact]
    public void A_file_of_the_practice_takes_the_place_of_the_shipped_one()
    {
        Put("en/name.wav", Wave(1, 1, 8_000, 16, [0, 0, 0xFF, 0x7F]));
        Put("es/greeting.wav", Wave(7, 1, 8_000, 8, [1, 2, 3]));

        var prompts = PhonePrompts.Load(_folder.FullName);

        prompts.In("en").Codes(Prompt.Name).ToArray().ShouldBe([0xFF, 0x80]);
        prompts.In("en").Codes(Prompt.Greeting).Length.ShouldBeGreaterThan(8_000);
        prompts.In("es").Codes(Prompt.Name).IsEmpty.ShouldBeTrue();
        prompts.In("es").Codes(Prompt.Greeting).ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Codings_are_read()
    {
        Read(Wave(6, 1, 8_000, 8, [0xD5, 0xAA])).ShouldBe([G711.Encode(G711Law.Pcmu, 8), G711.Encode(G711Law.Pcmu, 32_256)]);
        Read(Wave(1, 1, 8_000, 16, [0, 0x80, 1])).ShouldBe([0x00]);
        byte[] extensible = [.. Wave(0xFFFE, 1, 8_000, 16, [])[..^8], 0x16, 0, 16, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113, .. "data"u8, 2, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(extensible.AsSpan(16), 40);
        Read(extensible).ShouldBe([0xFF]);
        // A length left open by a program that wrote to a pipe, and chunks that nobody knows.
        var open = Wave(7, 1, 8_000, 8, [9, 8]);
        open.AsSpan(40, 4).Fill(0xFF);
        Read(open).ShouldBe([9, 8]);
        Read([.. open[..36], .. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. open[36..]]).ShouldBe([9, 8]);
    }

    [Fact]
    public void What_is_wrong_is_said_with_what_to_do()
    {
        Error([]).ShouldBe("is no WAV file. Convert it, for example with: ffmpeg -i in.wav -ar 8000 -ac 1 -c:a pcm_mulaw out.wav");
        Error("ID3"u8).ShouldContain("is no WAV file");
        Error(Wave(1, 1, 44_100, 16, [0, 0])).ShouldContain("has 44100 samples a second; a phone has 8000");
        Error(Wave(1, 2, 8_000, 16, [0, 0])).ShouldContain("has 2 channels");
        Error(Wave(1, 1, 8_000, 24, [0, 0])).ShouldContain("number 1, 24 bits");
        Error(Wave(85, 1, 8_000, 8, [0, 0])).ShouldContain("number 85");
        Error(Wave(7, 1, 8_000, 8, [])).ShouldContain("has no sound in it");
        Error(Wave(7, 1, 8_000, 8, []).AsSpan(..^8)).ShouldContain("has no sound in it");
        Error(Wave(7, 1, 8_000, 8, []).AsSpan(..30)).ShouldContain("cut off in its header");
        Error([.. "RIFF____WAVE"u8, .. "data"u8, 1, 0, 0, 0, 1]).ShouldContain("says nothing of its format");
        Error(Wave(7, 1, 8_000, 8, new byte[WaveFile.MaxSamples + 1])).ShouldContain("takes 60 s; a prompt takes at most 60");
        Error(new byte[WaveFile.MaxFile + 1]).ShouldContain("at most 1,920,000");
    }

    [Fact]
    public void A_file_that_cannot_be_used_is_named()
    {
        Put("es/absent.wav", [1, 2, 3]);
        Should.Throw<InvalidDataException>(() => PhonePrompts.Load(_folder.FullName)).Message.ShouldStartWith("A prompt below Phone:Prompts can't be used: es/absent.wav is no WAV file.");
        Should.Throw<InvalidDataException>(() => PhonePrompts.Load(_folder.FullName + "/nowhere")).Message.ShouldContain("a folder that is not there");
    }

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        var random = new Random(8);
        var sample = Wave(1, 1, 8_000, 16, new byte[40]);
        for (var i = 0; i < HostileInput.Count; i++)
        {
            var bytes = sample.AsSpan(0, random.Next(sample.Length + 1)).ToArray();
            for (var flips = random.Next(4); flips > 0 && bytes.Length > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var read = WaveFile.TryRead(bytes, out var codes, out var error);
            (read ? codes.Length > 0 && error is null : codes.Length == 0 && error is not null).ShouldBeTrue();
        }
    }

    private static byte[] Read(ReadOnlySpan<byte> file)
    {
        WaveFile.TryRead(file, out var codes, out var error).ShouldBeTrue(error);
        return codes;
    }

    private static string Error(ReadOnlySpan<byte> file)
    {
        WaveFile.TryRead(file, out _, out var error).ShouldBeFalse();
        return error!;
    }

    private static byte[] Wave(ushort coding, ushort channels, int rate, ushort bits, byte[] data)
    {
        var file = new byte[44 + data.Length];
        "RIFF____WAVEfmt "u8.CopyTo(file);
        file[16] = 16;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(20), coding);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(22), channels);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(34), bits);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), data.Length);
        data.CopyTo(file, 44);
        return file;
    }

    private void Put(string name, byte[] file)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, file);
    }
}
