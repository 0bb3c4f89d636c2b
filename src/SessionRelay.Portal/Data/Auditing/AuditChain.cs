using System.Security.Cryptography;
using System.Text;
using NodaTime;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Signaling.Sealing;

namespace SessionRelay.Portal.Data.Auditing;

/// <summary>How a link follows from the one before: HMAC-SHA256 with the audit key over that one's hash and all of its own fields.</summary>
internal sealed class AuditChain(Vault vault) : ISealingKeys
{
    private const int LongestWhy = 100; // characters

    private readonly byte[] key = vault.Keys.AuditKey;

    /// <summary>Reasons are sealed with a key that is never changed, since a link never is.</summary>
    byte ISealingKeys.SealingKeyId => 1;

    IReadOnlyDictionary<byte, byte[]> ISealingKeys.SealingKeys =>
        new Dictionary<byte, byte[]> { [1] = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, key.Length, info: "audit reason"u8.ToArray()) };

    public AuditEntry Link(AuditHead before, AuditNote note, Instant at)
    {
        var number = before.Number + 1;
        var why = note.Person.Why.Length <= LongestWhy ? note.Person.Why : note.Person.Why[..LongestWhy];
        var open = new AuditEntry
        {
            Number = number,
            At = at,
            Action = note.Action,
            ActorId = note.Person.UserId,
            Role = note.Person.Role,
            Why = why,
            Reason = note.Person.Reason is { } reason ? new Sealer(this).Seal($"audit/{number}", Encoding.UTF8.GetBytes(reason)) : null,
            ClientId = note.ClientId,
            Table = note.Table,
            Rows = string.Join(',', note.Rows),
            Fields = note.Fields,
            Hash = [],
        };
        return open with { Hash = HashOf(before.Hash, open) };
    }

    /// <summary>The hash that an entry must have behind that one.</summary>
    public byte[] HashOf(byte[] before, AuditEntry entry)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes); // texts with their length before them: no two entries are written alike
        writer.Write(before);
        writer.Write(entry.Number);
        writer.Write(entry.At.ToUnixTimeTicks());
        writer.Write(entry.Action.ToString());
        writer.Write(entry.ActorId?.ToString() ?? "");
        writer.Write(entry.Role.ToString());
        writer.Write(entry.Why);
        writer.Write(Convert.ToHexString(entry.Reason ?? []));
        writer.Write(entry.ClientId?.ToString() ?? "");
        writer.Write(entry.Table);
        writer.Write(entry.Rows);
        writer.Write(entry.Fields);
        writer.Flush();
        return HMACSHA256.HashData(key, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>What somebody wrote as their reason.</summary>
    public string? ReasonOf(AuditEntry entry) => entry.Reason is { } bytes ? Encoding.UTF8.GetString(new Sealer(this).Open($"audit/{entry.Number}", bytes)) : null;
}
