namespace SessionRelay.Signaling.Hosting;

/// <summary>Where a value may be used, judged from its text alone.</summary>
/// <param name="text">The value as configured, trimmed, never empty.</param>
/// <returns>Null when it is good; otherwise what is needed, as the end of a sentence: "a whole number from 0 to 65535".</returns>
internal delegate string? SettingCheck(string text);

/// <summary>One key of the configuration, as docs/configuration.md describes it.</summary>
/// <param name="Key">With colons; <c>*</c> stands for the number of a list's entry.</param>
/// <param name="Check">Judges one value (each one, when it is a list).</param>
/// <param name="IsList">Several values: entries in JSON, or one text with commas.</param>
/// <param name="IsSecret">The value may stand in no message.</param>
/// <param name="IsAvailable">False for a name that a later version gives a meaning: setting it is refused, never ignored.</param>
internal sealed record Setting(string Key, SettingCheck Check, bool IsList = false, bool IsSecret = false, bool IsAvailable = true);
