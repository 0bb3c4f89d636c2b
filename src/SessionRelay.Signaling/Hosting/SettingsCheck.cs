using Microsoft.Extensions.Configuration;

namespace SessionRelay.Signaling.Hosting;

/// <summary>
/// Holds a configuration against <see cref="SettingsCatalog"/>: every key is known and available, every value is of its kind.
/// A section's own value is not looked at, since login shells export a variable named MAIL.
/// </summary>
internal static class SettingsCheck
{
    /// <exception cref="SettingsException">The first thing that is wrong.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var section in SettingsCatalog.Sections)
        {
            foreach (var child in configuration.GetSection(section).GetChildren())
                CheckBelow(child, section + ":" + (IsNumber(child.Key) ? "*" : child.Key));
        }
    }

    private static void CheckBelow(IConfigurationSection section, string pattern)
    {
        if (Find(pattern) is { } setting)
        {
            CheckValues(section, setting);
            return;
        }

        var isParent = SettingsCatalog.All.Any(known => known.Key.StartsWith(pattern + ":", StringComparison.OrdinalIgnoreCase));
        if (!isParent) throw Unknown(section, pattern);

        if (!string.IsNullOrEmpty(section.Value))
        {
            var below = SettingsCatalog.All.First(known => known.Key.StartsWith(pattern + ":", StringComparison.OrdinalIgnoreCase));
            throw new SettingsException($"{section.Path} has settings below it and takes no value itself: set {below.Key.Replace("*", "0")} and the like.");
        }

        foreach (var child in section.GetChildren())
            CheckBelow(child, pattern + ":" + (IsNumber(child.Key) ? "*" : child.Key));
    }

    private static void CheckValues(IConfigurationSection section, Setting setting)
    {
        var entries = section.GetChildren().ToList();
        if (!setting.IsAvailable)
        {
            if (!string.IsNullOrEmpty(section.Value) || entries.Count > 0)
                throw new SettingsException($"{section.Path} is not available in this version: remove the setting.");
            return;
        }

        if (entries.Count > 0 && !setting.IsList)
            throw new SettingsException($"{section.Path} takes one value, not a list or settings of its own ({entries[0].Path}).");

        if (entries.Find(entry => !IsNumber(entry.Key)) is { } named)
            throw new SettingsException($"{section.Path} is a list of values and has no setting {named.Key}.");

        foreach (var value in SettingValues.Split(section.Value, setting.IsList).Concat(entries.Select(entry => entry.Value ?? "")))
        {
            var text = value.Trim();
            if (text.Length == 0 || setting.Check(text) is not { } needed) continue;
            throw new SettingsException(setting.IsSecret
                ? $"{section.Path} can't be used: {needed} is needed."
                : $"{section.Path} is \"{Short(text)}\", but {needed} is needed.");
        }
    }

    private static SettingsException Unknown(IConfigurationSection section, string pattern)
    {
        var parent = pattern[..pattern.LastIndexOf(':')];
        var written = section.Key;
        var siblings = SettingsCatalog.All
            .Where(known => known.Key.StartsWith(parent + ":", StringComparison.OrdinalIgnoreCase))
            .Select(known => known.Key[(parent.Length + 1)..].Split(':')[0])
            .Where(name => name != "*")
            .Distinct()
            .ToList();
        if (Nearest.To(written, siblings) is { } sibling)
            return new SettingsException($"{section.Path} is not a setting. Did you mean {section.Path[..^written.Length]}{sibling}?");

        // The right name under the wrong section: Node:UdpPort.
        var elsewhere = SettingsCatalog.All.FirstOrDefault(known => known.Key.EndsWith(":" + written, StringComparison.OrdinalIgnoreCase));
        return elsewhere is not null
            ? new SettingsException($"{section.Path} is not a setting. Did you mean {elsewhere.Key.Replace("*", "0")}?")
            : new SettingsException($"{section.Path} is not a setting. Below {parent.Replace("*", "0")} there are: {(siblings.Count > 0 ? string.Join(", ", siblings) : "numbered entries, from 0")}.");
    }

    private static Setting? Find(string pattern) =>
        SettingsCatalog.All.FirstOrDefault(known => known.Key.Equals(pattern, StringComparison.OrdinalIgnoreCase));

    private static bool IsNumber(string key) => key.Length > 0 && key.All(char.IsAsciiDigit);

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : line[..60] + "…";
    }
}
