using System.Security.Cryptography;
using System.Text.Json;
using SessionRelay.Signaling.Sealing;

namespace SessionRelay.Signaling.Tickets;

/// <summary>
/// The keys that this node made for itself: one signs the tickets that the HTTP API mints, one signs resume tokens, one seals what the store keeps.
/// They live in <c>keys/node-keys.json</c> below <c>Data:Path</c>, readable by the owner only, apart from every database.
/// </summary>
internal sealed class NodeKeys : ISealingKeys
{
    private const int KeyLength = 32; // bytes: HS256 and AES-256

    private NodeKeys(Stored stored)
    {
        TicketKeyId = stored.TicketKeyId;
        TicketKey = stored.TicketKey;
        ResumeKey = stored.ResumeKey;
        SealingKeyId = stored.SealingKeyId;
        SealingKeys = stored.SealingKeys;
    }

    /// <summary>The <c>kid</c> of tickets that this node mints.</summary>
    public string TicketKeyId { get; }

    public byte[] TicketKey { get; }

    public byte[] ResumeKey { get; }

    /// <summary>The key that seals from now on; the others only open.</summary>
    public byte SealingKeyId { get; }

    public IReadOnlyDictionary<byte, byte[]> SealingKeys { get; }

    /// <summary>Proves to the running relay that a datagram comes from its operator. Derived, so that it opens nothing else.</summary>
    public byte[] ReachKey => HKDF.DeriveKey(HashAlgorithmName.SHA256, TicketKey, KeyLength, info: "relay reach"u8.ToArray());

    /// <summary>The keys below <paramref name="dataPath"/> as they are; null when there are none, or they can't be read. Makes nothing.</summary>
    public static NodeKeys? TryRead(string dataPath)
    {
        try
        {
            return Read(FileBelow(dataPath));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Loads the keys below <paramref name="dataPath"/>, or makes them. Throws <see cref="InvalidDataException"/> when the file is damaged: new keys would orphan all that the old ones sealed.</summary>
    public static NodeKeys Open(string dataPath)
    {
        var folder = Path.Combine(dataPath, "keys");
        PrivateFiles.MakeFolder(dataPath);
        PrivateFiles.MakeFolder(folder);
        var file = FileBelow(dataPath);
        if (!File.Exists(file)) PrivateFiles.WriteNew(file, JsonSerializer.SerializeToUtf8Bytes(Fresh()));
        return Read(file);
    }

    private static NodeKeys Read(string file)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(file));
            if (stored is { TicketKey.Length: KeyLength, ResumeKey.Length: KeyLength, TicketKeyId.Length: > 0 }
                && stored.SealingKeys.TryGetValue(stored.SealingKeyId, out var sealing) && sealing.Length == KeyLength)
            {
                return new NodeKeys(stored);
            }
        }
        catch (JsonException)
        {
            // said below
        }

        throw new InvalidDataException($"The node's key file {file} is damaged. Restore it from a backup: without it the stored sessions can't be read.");
    }

    private static string FileBelow(string dataPath) => Path.Combine(dataPath, "keys", "node-keys.json");

    private static Stored Fresh() => new()
    {
        TicketKeyId = "node-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)),
        TicketKey = RandomNumberGenerator.GetBytes(KeyLength),
        ResumeKey = RandomNumberGenerator.GetBytes(KeyLength),
        SealingKeyId = 1,
        SealingKeys = new Dictionary<byte, byte[]> { [1] = RandomNumberGenerator.GetBytes(KeyLength) },
    };

    private sealed class Stored
    {
        public string TicketKeyId { get; set; } = "";

        public byte[] TicketKey { get; set; } = [];

        public byte[] ResumeKey { get; set; } = [];

        public byte SealingKeyId { get; set; }

        public Dictionary<byte, byte[]> SealingKeys { get; set; } = [];
    }
}
