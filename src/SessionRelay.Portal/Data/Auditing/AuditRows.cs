using System.Data.Common;
using System.Runtime.CompilerServices;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Data.Auditing;

/// <summary>The trail's table by commands of its own, the same on both databases: nothing between the chain and the disk.</summary>
internal static class AuditRows
{
    private const string Columns = "\"Number\", \"At\", \"Action\", \"ActorId\", \"Role\", \"Why\", \"Reason\", \"ClientId\", \"Table\", \"Rows\", \"Fields\", \"Hash\"";

    public static async Task InsertAsync(DbCommand command, AuditEntry entry, CancellationToken cancel)
    {
        command.CommandText = $"INSERT INTO \"AuditTrail\" ({Columns}) VALUES (@n, @at, @action, @actor, @role, @why, @reason, @client, @table, @rows, @fields, @hash)";
        command.Parameters.Clear();
        Add(command, "@n", entry.Number);
        Add(command, "@at", entry.At.ToUnixTimeTicks());
        Add(command, "@action", entry.Action.ToString());
        Add(command, "@actor", entry.ActorId);
        Add(command, "@role", entry.Role.ToString());
        Add(command, "@why", entry.Why);
        Add(command, "@reason", entry.Reason);
        Add(command, "@client", entry.ClientId);
        Add(command, "@table", entry.Table);
        Add(command, "@rows", entry.Rows);
        Add(command, "@fields", entry.Fields);
        Add(command, "@hash", entry.Hash);
        await command.ExecuteNonQueryAsync(cancel);
        command.Parameters.Clear();
    }

    /// <summary>The trail's end.</summary>
    public static async Task<AuditHead> LastAsync(DbCommand command, CancellationToken cancel)
    {
        command.CommandText = "SELECT \"Number\", \"Hash\" FROM \"AuditTrail\" ORDER BY \"Number\" DESC LIMIT 1";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new AuditHead(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : AuditHead.None;
    }

    /// <returns>Null where there is no such entry.</returns>
    public static async Task<byte[]?> HashOfAsync(DbCommand command, long number, CancellationToken cancel)
    {
        command.CommandText = "SELECT \"Hash\" FROM \"AuditTrail\" WHERE \"Number\" = @n";
        command.Parameters.Clear();
        Add(command, "@n", number);
        var hash = (byte[]?)await command.ExecuteScalarAsync(cancel);
        command.Parameters.Clear();
        return hash;
    }

    /// <summary>All entries in order, one at a time.</summary>
    public static async IAsyncEnumerable<AuditEntry> ReadAsync(DbCommand command, [EnumeratorCancellation] CancellationToken cancel)
    {
        command.CommandText = $"SELECT {Columns} FROM \"AuditTrail\" ORDER BY \"Number\"";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            yield return new AuditEntry
            {
                Number = reader.GetInt64(0),
                At = Instant.FromUnixTimeTicks(reader.GetInt64(1)),
                Action = Enum.TryParse<AuditAction>(reader.GetString(2), out var action) ? action : (AuditAction)(-1),
                ActorId = reader.IsDBNull(3) ? null : reader.GetGuid(3),
                Role = Enum.TryParse<PortalRole>(reader.GetString(4), out var role) ? role : (PortalRole)(-1),
                Why = reader.GetString(5),
                Reason = reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
                ClientId = reader.IsDBNull(7) ? null : reader.GetGuid(7),
                Table = reader.GetString(8),
                Rows = reader.GetString(9),
                Fields = reader.GetString(10),
                Hash = reader.GetFieldValue<byte[]>(11),
            };
        }
    }

    private static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}
