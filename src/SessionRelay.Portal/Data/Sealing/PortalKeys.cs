using System.Security.Cryptography;
using System.Text.Json;
using SessionRelay.Signaling.Sealing;

namespace SessionRelay.Portal.Data.Sealing;

/// <summary>
/// The portal's keys: those that seal fields, by id; one for look-up hashes; one for the audit trail. They live in <c>keys/portal-keys.json</c> below
/// <c>Data:Path</c>, readable by the owner only, apart from every database. Immutable: <see cref="WithNewKey"/> and <see cref="Without"/> write the file anew.
/// </summary>
internal sealed class PortalKeys : ISealingKeys
{
    private const int KeyLength = 32; // bytes: AES-256, HMAC-SHA256
    private readonly string file;
    private readonly Stored stored;

    private PortalKeys(string file, Stored stored) => (this.file, this.stored) = (file, stored);

    public byte SealingKeyId => stored.Current;

    public IReadOnlyDictionary<byte, byte[]> SealingKeys => stored.Sealing;

    /// <summary>For hashes by which a row is found: e-mail addresses, phone numbers, single-use tokens. Never changed, or nothing would be found.</summary>
    public byte[] LookupKey => stored.Lookup;

    /// <summary>Chains the audit trail and seals the reasons in it. Never changed, or the chain would break.</summary>
    public byte[] AuditKey => stored.Audit;

    /// <summary>Loads the keys below <paramref name="dataPath"/>, or makes them.</summary>
    /// <param name="dataPath">The data folder.</param>
    /// <param name="canMake">False where a database is there already: new keys would orphan all that the old ones sealed.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or missing beside a database.</exception>
    public static PortalKeys Open(string dataPath, bool canMake)
    {
        var folder = Path.Combine(dataPath, "keys");
        var file = Path.Combine(folder, "portal-keys.json");
        if (!File.Exists(file))
        {
            if (!canMake) throw new InvalidDataException($"The key file {file} is missing, but there is a database. Restore the file from its backup: without it the database can't be read.");
            PrivateFiles.MakeFolder(dataPath);
            PrivateFiles.MakeFolder(folder);
            PrivateFiles.WriteNew(file, JsonSerializer.SerializeToUtf8Bytes(Fresh()));
        }

        return new PortalKeys(file, Read(file));
    }

    /// <summary>Adds a key that seals from now on.</summary>
    public PortalKeys WithNewKey()
    {
        var id = Enumerable.Range(1, byte.MaxValue).Select(number => (byte)((stored.Current + number - 1) % byte.MaxValue + 1)).First(free => !stored.Sealing.ContainsKey(free));
        return Write(stored with { Current = id, Sealing = new Dictionary<byte, byte[]>(stored.Sealing) { [id] = RandomNumberGenerator.GetBytes(KeyLength) } });
    }

    /// <summary>Removes keys that nothing is sealed with any more.</summary>
    public PortalKeys Without(IReadOnlyCollection<byte> retired)
    {
        if (retired.Contains(stored.Current)) throw new ArgumentException("The key that seals can't be retired.", nameof(retired));
        return Write(stored with { Sealing = stored.Sealing.Where(key => !retired.Contains(key.Key)).ToDictionary() });
    }

    private PortalKeys Write(Stored changed)
    {
        PrivateFiles.Replace(file, JsonSerializer.SerializeToUtf8Bytes(changed));
        return new PortalKeys(file, changed);
    }

    private static Stored Read(string file)
    {
        try
        {
            if (JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(file)) is { } read && IsWhole(read)) return read;
        }
        catch (JsonException)
        {
            // said below
        }

        throw new InvalidDataException($"The key file {file} is damaged. Restore it from a backup: without it the database can't be read.");
    }

    private static bool IsWhole(Stored read) =>
        read is { Lookup.Length: KeyLength, Audit.Length: KeyLength } && read.Sealing.ContainsKey(read.Current) && read.Sealing.Values.All(key => key.Length == KeyLength);

    private static Stored Fresh() => new()
    {
        Current = 1,
        Sealing = new Dictionary<byte, byte[]> { [1] = RandomNumberGenerator.GetBytes(KeyLength) },
        Lookup = RandomNumberGenerator.GetBytes(KeyLength),
        Audit = RandomNumberGenerator.GetBytes(KeyLength),
    };

    private sealed record Stored
    {
        public byte Current { get; init; }

        public Dictionary<byte, byte[]> Sealing { get; init; } = [];

        public byte[] Lookup { get; init; } = [];

        public byte[] Audit { get; init; } = [];
    }
}
