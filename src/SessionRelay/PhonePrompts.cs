using SessionRelay.Phone.Audio;

namespace SessionRelay;

/// <summary>
/// What is said to people on the phone, in each language: the shipped prompts, and the practice's own from a folder (docs/phone-prompts.md). Any thread.
/// </summary>
public sealed class PhonePrompts
{
    private readonly Dictionary<string, PromptSet> _sets = [];

    private PhonePrompts()
    {
    }

    /// <summary>Reads the prompts once, at start.</summary>
    /// <param name="folder">With a folder for each language (<c>en</c>, <c>es</c>) of WAV files; null or empty for the shipped prompts alone.</param>
    /// <exception cref="InvalidDataException">The folder isn't there, or a file can't be read: the message says which, why, and what to do.</exception>
    public static PhonePrompts Load(string? folder)
    {
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
            throw new InvalidDataException($"Phone:Prompts names a folder that is not there: {folder}. Make it, or leave the setting out for the shipped prompts.");
        var prompts = new PhonePrompts();
        foreach (var language in PromptSet.Languages)
        {
            prompts._sets[language] = PromptSet.TryMake(language, name => ReadOwn(folder, language, name), out var error)
                ?? throw new InvalidDataException($"A prompt below Phone:Prompts can't be used: {error}.");
        }

        return prompts;
    }

    /// <summary>The prompts of a language (<c>es</c>, <c>es-MX</c>), or English ones where there are none.</summary>
    internal PromptSet In(string? language) =>
        language is { Length: >= 2 } && (language.Length == 2 || language[2] == '-') && _sets.TryGetValue(language[..2].ToLowerInvariant(), out var set)
            ? set
            : _sets[PromptSet.Languages[0]];

    private static byte[]? ReadOwn(string? folder, string language, string name)
    {
        if (string.IsNullOrEmpty(folder))
            return null;
        var path = Path.Combine(folder, language, name);
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = File.OpenRead(path);
            // One byte more than is allowed tells that it is too large, however large it is.
            var bytes = new byte[Math.Min(file.Length, WaveFile.MaxFile + 1)];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception reason) when (reason is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"A prompt below Phone:Prompts can't be read: {language}/{name}. Let the relay's user read it. ({reason.Message})", reason);
        }
    }
}
