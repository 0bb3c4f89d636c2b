using System.Buffers.Binary;

namespace SessionRelay.Phone.Audio;

/// <summary>
/// Reads a spoken prompt out of a WAV file: 8,000 Hz, mono, as PCM of 16 bits, G.711 µ-law or A-law. Files come from the practice, so what is wrong is told in words;
/// any bytes are read or refused.
/// </summary>
internal static class WaveFile
{
    /// <summary>Bytes of a file: two minutes of PCM, more than anybody listens to.</summary>
    public const int MaxFile = 2 * 60 * G711.SampleRate * 2;

    /// <summary>Longest prompt: 60 s.</summary>
    public const int MaxSamples = 60 * G711.SampleRate;

    private const string HowTo = "Convert it, for example with: ffmpeg -i in.wav -ar 8000 -ac 1 -c:a pcm_mulaw out.wav";

    private const int Pcm = 1;
    private const int ALaw = 6;
    private const int MuLaw = 7;
    private const int Extensible = 0xFFFE; // the format stands in the first two bytes of its GUID

    /// <summary>Reads the samples as G.711 µ-law.</summary>
    /// <param name="codes">One byte a sample; empty when it is refused.</param>
    /// <param name="error">What is wrong and what to do, to be put after the file's name; null when it is read.</param>
    public static bool TryRead(ReadOnlySpan<byte> file, out byte[] codes, out string? error)
    {
        codes = [];
        error = null;
        if (file.Length > MaxFile)
            error = $"has {file.Length:N0} bytes; a prompt has at most {MaxFile:N0}. Make it shorter";
        else if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file.Slice(8, 4).SequenceEqual("WAVE"u8))
            error = $"is no WAV file. {HowTo}";
        else
            error = ReadChunks(file[12..], out codes);
        return error is null;
    }

    private static string? ReadChunks(ReadOnlySpan<byte> chunks, out byte[] codes)
    {
        codes = [];
        var format = 0;
        while (chunks.Length >= 8)
        {
            var id = chunks[..4];
            var said = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            // Programs that write to a pipe leave the last length open: what is there counts.
            var length = (int)Math.Min(said, (uint)(chunks.Length - 8));
            var body = chunks.Slice(8, length);
            if (id.SequenceEqual("fmt "u8))
            {
                if (ReadFormat(body, out format) is { } error)
                    return error;
            }
            else if (id.SequenceEqual("data"u8))
            {
                return format == 0 ? $"says nothing of its format before its sound. {HowTo}" : ReadSamples(body, format, out codes);
            }

            chunks = chunks[Math.Min(chunks.Length, 8 + length + (length & 1))..];
        }

        return $"has no sound in it. {HowTo}";
    }

    private static string? ReadFormat(ReadOnlySpan<byte> body, out int format)
    {
        format = 0;
        if (body.Length < 16)
            return $"is cut off in its header. {HowTo}";
        var coding = BinaryPrimitives.ReadUInt16LittleEndian(body);
        if (coding == Extensible && body.Length >= 26)
            coding = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        if (rate != G711.SampleRate)
            return $"has {rate} samples a second; a phone has 8000. {HowTo}";
        if (channels != 1)
            return $"has {channels} channels; a phone has one. {HowTo}";
        if (!(coding == Pcm && bits == 16) && !(coding is MuLaw or ALaw && bits == 8))
            return $"has a coding that is not read (number {coding}, {bits} bits); PCM of 16 bits, µ-law and A-law are. {HowTo}";
        format = coding;
        return null;
    }

    private static string? ReadSamples(ReadOnlySpan<byte> body, int format, out byte[] codes)
    {
        codes = [];
        var count = format == Pcm ? body.Length / 2 : body.Length;
        if (count == 0)
            return $"has no sound in it. {HowTo}";
        if (count > MaxSamples)
            return $"takes {count / G711.SampleRate} s; a prompt takes at most {MaxSamples / G711.SampleRate}. Make it shorter";
        codes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            codes[i] = format switch
            {
                Pcm => G711.Encode(G711Law.Pcmu, BinaryPrimitives.ReadInt16LittleEndian(body[(2 * i)..])),
                ALaw => G711.Encode(G711Law.Pcmu, G711.Decode(G711Law.Pcma, body[i])),
                _ => body[i],
            };
        }

        return null;
    }
}
