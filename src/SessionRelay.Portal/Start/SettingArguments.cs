using SessionRelay.Signaling;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Start;

/// <summary>Settings among the arguments. What looks like one but can't be is an error: a mistyped option must not start a server with defaults.</summary>
internal static class SettingArguments
{
    private static readonly string[] Options = ["--demo", "--urls", "--version", "--help"];

    /// <summary>Sections that are ASP.NET Core's and the log's own.</summary>
    private static readonly string[] FrameworkSections = ["Logging", "Serilog", "Kestrel", "AllowedHosts"];

    /// <exception cref="CommandLineException">An argument is no setting.</exception>
    public static Dictionary<string, string?> Read(IReadOnlyList<string> tokens)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            var split = token.IndexOf('=');
            var name = split < 0 ? token : token[..split];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !name.Contains(':')) throw Unknown(name);

            CheckSection(name);
            if (split < 0 && i + 1 >= tokens.Count)
                throw new CommandLineException($"{name} has no value: write {name}=value.");
            settings[name[2..]] = split < 0 ? tokens[++i] : token[(split + 1)..];
        }

        return settings;
    }

    private static void CheckSection(string name)
    {
        var section = name[2..name.IndexOf(':')];
        IEnumerable<string> sections = [.. RelayNode.Sections, .. FrameworkSections];
        if (sections.Contains(section, StringComparer.OrdinalIgnoreCase)) return;
        throw new CommandLineException(Nearest.To(section, sections) is { } meant
            ? $"{name} is not a setting. Did you mean --{meant}{name[name.IndexOf(':')..]}?"
            : $"{name} is not a setting. Settings begin with one of: {string.Join(", ", RelayNode.Sections)}.");
    }

    private static CommandLineException Unknown(string name) => new(
        !name.StartsWith('-') ? $"\"{name}\" is not an option. Settings are written --Section:Key=value; --help lists the options."
        : Nearest.To(name, Options) is { } meant ? $"{name} is not an option. Did you mean {meant}?"
        : $"{name} is not an option; --help lists them.");
}
