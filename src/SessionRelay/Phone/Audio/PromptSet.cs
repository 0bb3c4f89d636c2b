namespace SessionRelay.Phone.Audio;

/// <summary>What is said to somebody on the phone. The file's name is the value's name in lower case.</summary>
internal enum Prompt
{
    /// <summary>Who calls, discreetly: only where the practice has recorded it, as no program can know how its name is spoken.</summary>
    Name,

    /// <summary>What the call is and that 1 takes it.</summary>
    Greeting,

    /// <summary>1 was pressed; the host has to admit.</summary>
    Waiting,

    /// <summary>The host is not there; goodbye.</summary>
    Absent,

    /// <summary>The session is over; goodbye.</summary>
    Ended,

    /// <summary>What the call is and that a code takes it.</summary>
    Code,

    /// <summary>The code was another; once more.</summary>
    Wrong,

    /// <summary>To a host by phone: the others are being called.</summary>
    Calling,

    /// <summary>To a host by phone: somebody waits, and 1 lets them in.</summary>
    Knock,

    /// <summary>To a host by phone: somebody is not on the phone, and 1 calls them.</summary>
    Missed,

    /// <summary>To a host by phone: there is nobody to call or to let in.</summary>
    Nobody,

    /// <summary>To a host by phone: somebody waits of whom there is something to know first, and 1 lets them in.</summary>
    Warning,

    /// <summary>To whoever is the last on the line: the others have left the call.</summary>
    Alone,
}

/// <summary>The spoken prompts of one language, as G.711 µ-law. Made at start, then only read, by any thread.</summary>
internal sealed class PromptSet
{
    public const int Count = 13;

    /// <summary>The languages that are shipped; the first stands in for any other.</summary>
    public static readonly string[] Languages = ["en", "es"];

    private readonly byte[][] _codes = new byte[Count][];

    private PromptSet(string language) => Language = language;

    public string Language { get; }

    /// <summary>One byte a sample; empty for a name that the practice has not recorded.</summary>
    public ReadOnlySpan<byte> Codes(Prompt prompt) => _codes[(int)prompt];

    /// <summary>The shipped prompts, each replaced by the practice's own where there is one.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    /// <param name="own">The practice's file by the prompt's name (<c>greeting.wav</c>), or null when it has none.</param>
    /// <param name="error">Which of the practice's files can't be read, why, and what to do.</param>
    public static PromptSet? TryMake(string language, Func<string, byte[]?> own, out string? error)
    {
        var set = new PromptSet(language);
        error = null;
        foreach (var prompt in Enum.GetValues<Prompt>())
        {
            var name = FileName(prompt);
            var file = own(name) ?? Shipped(language, name);
            byte[] codes = [];
            if (file is not null && !WaveFile.TryRead(file, out codes, out var wrong))
            {
                error = $"{language}/{name} {wrong}";
                return null;
            }

            set._codes[(int)prompt] = codes;
        }

        return set;
    }

    private static string FileName(Prompt prompt) => $"{prompt.ToString().ToLowerInvariant()}.wav";

    /// <summary>Null for the name alone: the build puts all others into the assembly.</summary>
    private static byte[]? Shipped(string language, string name)
    {
        using var stream = typeof(PromptSet).Assembly.GetManifestResourceStream($"Prompts/{language}/{name}");
        if (stream is null)
            return null;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }
}
