namespace SessionRelay.Signaling.Sessions;

/// <summary>Known to a host that keeps the practice's details, as the portal does. Without one, the settings alone say the number.</summary>
public interface IPracticeNumber
{
    /// <summary>As people write it, at most 32 characters; null when there is none. Read from memory, from any thread.</summary>
    string? Number { get; }

    /// <summary>ISO 3166-1, upper case: the practice's own country; null when that is not known. Read from memory, from any thread.</summary>
    string? Region => null;
}
