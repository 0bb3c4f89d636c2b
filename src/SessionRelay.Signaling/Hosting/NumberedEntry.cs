namespace SessionRelay.Signaling.Hosting;

/// <summary>One of several entries of a section, each under its own number.</summary>
public abstract class NumberedEntry
{
    /// <summary>Where it stands in the settings, as <c>Webhooks:0</c>, for what is said of it.</summary>
    public string Path { get; internal set; } = "";
}
