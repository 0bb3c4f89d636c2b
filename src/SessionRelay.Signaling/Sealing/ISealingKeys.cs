namespace SessionRelay.Signaling.Sealing;

/// <summary>Keys for AES-256-GCM by their ids. One seals, all open. They are kept apart from every database.</summary>
public interface ISealingKeys
{
    /// <summary>The id of the key that seals from now on.</summary>
    byte SealingKeyId { get; }

    /// <summary>32 bytes each, by id.</summary>
    IReadOnlyDictionary<byte, byte[]> SealingKeys { get; }
}
