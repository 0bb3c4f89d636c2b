using Microsoft.Extensions.Configuration;

namespace SessionRelay.Signaling.Hosting;

/// <summary>Lists in a configuration: entries with numbers (JSON) or one text with commas (command line, environment).</summary>
internal static class SettingValues
{
    /// <summary>
    /// The list as the last source that names it gives it. (The configuration itself would put a shorter list of the command line
    /// over the beginning of a longer one in the file.)
    /// </summary>
    public static List<string> List(IConfigurationRoot configuration, string key)
    {
        foreach (var source in configuration.Providers.Reverse())
        {
            if (source.TryGet(key, out var text) && !string.IsNullOrEmpty(text)) return [.. Split(text, isList: true)];

            var entries = source.GetChildKeys([], key).Distinct().Order(ConfigurationKeyComparer.Instance)
                .Select(entry => source.TryGet(key + ":" + entry, out var value) ? value?.Trim() ?? "" : "")
                .Where(value => value.Length > 0)
                .ToList();
            if (entries.Count > 0) return entries;
        }

        return [];
    }

    public static IEnumerable<string> Split(string? text, bool isList) => (text, isList) switch
    {
        (null or "", _) => [],
        (_, true) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        _ => [text],
    };
}
