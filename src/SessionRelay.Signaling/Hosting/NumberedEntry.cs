namespace SessionRelay.Signaling.Hosting;

/// <summary>One of several entries of a section, each under its own number.</summary>
public abstract class NumberedEntry
{
    /// <summary>Where it stands in the settings, for what is said of it.</summary>
    internal string Path { get; set; } = "";
}
