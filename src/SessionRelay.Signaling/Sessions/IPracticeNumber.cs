namespace SessionRelay.Signaling.Sessions;

/// <summary>Known to a host that keeps the practice's details, as the portal does. Without one, the settings alone say the number.</summary>
public interface IPracticeNumber
{
    /// <summary>As people write it, at most 32 characters; null when there is none. Read from memory, from any thread.</summary>
    string? Number { get; }
}
