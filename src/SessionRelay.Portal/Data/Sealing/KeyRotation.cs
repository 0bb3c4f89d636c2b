using System.Data.Common;
using System.Globalization;
using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Sealing;

/// <summary>
/// Seals everything anew with a fresh key, then retires the keys before it. Batch by batch, each a transaction with its entry in the audit trail; what is left to do is
/// asked of the values themselves, so that it goes on after a kill at any point. Nobody else may use the database meanwhile: a running node knows its keys from its start.
/// </summary>
/// <param name="database">Prepared.</param>
/// <param name="progress">Told after each batch: the table, and how many of its rows are done.</param>
internal sealed class KeyRotation(PortalDatabase database, Action<string, long> progress)
{
    /// <summary>Rows of one transaction: some milliseconds each, and little to do again.</summary>
    public const int BatchLength = 100;

    private const string KeysOfCookies = "DataProtectionKeys";

    private Vault Vault => database.Vault;

    /// <returns>How many rows were sealed anew.</returns>
    public async Task<long> RunAsync(CancellationToken cancel)
    {
        // More than one key: an earlier run was cut short, and this one ends it.
        if (Vault.Keys.SealingKeys.Count == 1) Vault.Use(Vault.Keys.WithNewKey());
        await using var work = database.Begin(ActingPerson.Program("keys/rotate"));
        var total = 0L;
        foreach (var type in work.Db.Model.GetEntityTypes().Where(type => SealOnSave.FieldsOf(type).Length > 0).OrderBy(type => type.GetTableName(), StringComparer.Ordinal))
            total += await TableAsync(work, new SealedTable(type), cancel);
        total += await KeysOfCookiesAsync(work, cancel);
        Vault.Use(Vault.Keys.Without([.. Vault.Keys.SealingKeys.Keys.Where(key => key != Vault.Keys.SealingKeyId)]));
        return total;
    }

    private async Task<long> TableAsync(UnitOfWork work, SealedTable table, CancellationToken cancel)
    {
        var done = 0L;
        while (true)
        {
            await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
            await using var command = CommandOf(work, transaction);
            var rows = await ReadAsync(command, table, cancel);
            if (rows.Count == 0) return done;
            foreach (var row in rows) await WriteAsync(command, table, row, cancel);
            if (ClientTables.Of(work.Db.Model).Contains(table.Name))
                work.Notes.Written(new AuditNote(work.Person!, AuditAction.Update, table.Name, null, [.. rows.Select(row => row.Place)], string.Join(',', table.Columns)));
            await transaction.CommitAsync(cancel);
            done += rows.Count;
            progress(table.Name, done);
        }
    }

    /// <summary>The next rows with a value that the new key didn't seal.</summary>
    private async Task<List<SealedRow>> ReadAsync(DbCommand command, SealedTable table, CancellationToken cancel)
    {
        var old = string.Join(" OR ", table.Columns.Select(column => database.IsPostgres
            ? $"(\"{column}\" IS NOT NULL AND get_byte(\"{column}\", 0) <> {Vault.Keys.SealingKeyId})"
            : $"(\"{column}\" IS NOT NULL AND substr(\"{column}\", 1, 1) <> X'{Vault.Keys.SealingKeyId:X2}')"));
        command.CommandText = $"SELECT {Names([.. table.Key.Select(key => key.GetColumnName()), .. table.Columns])} FROM \"{table.Name}\" WHERE {old} LIMIT {BatchLength}";
        var rows = new List<SealedRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var key = new object[table.Key.Count];
            for (var index = 0; index < key.Length; index++) key[index] = reader.GetValue(index);
            // As the model writes a key: SQLite gives a Guid as text in capitals.
            var place = string.Join('/', table.Key.Select((property, index) => property.ClrType == typeof(Guid) ? reader.GetGuid(index) : key[index]));
            var values = new byte[]?[table.Columns.Count];
            for (var index = 0; index < values.Length; index++) values[index] = await reader.IsDBNullAsync(key.Length + index, cancel) ? null : reader.GetFieldValue<byte[]>(key.Length + index);
            rows.Add(new SealedRow(key, place, values));
        }

        return rows;
    }

    private async Task WriteAsync(DbCommand command, SealedTable table, SealedRow row, CancellationToken cancel)
    {
        command.Parameters.Clear();
        for (var index = 0; index < table.Columns.Count; index++)
        {
            var at = SealOnSave.PlaceOf(table.Name, table.Columns[index], row.Place);
            Add(command, $"v{index}", row.Values[index] is { } value ? Vault.Seal(at, Vault.Open(at, value)) : null);
        }

        for (var index = 0; index < row.Key.Length; index++) Add(command, $"k{index}", row.Key[index]);
        command.CommandText =
            $"UPDATE \"{table.Name}\" SET {string.Join(", ", table.Columns.Select((column, index) => $"\"{column}\" = @v{index}"))} "
            + $"WHERE {string.Join(" AND ", table.Key.Select((key, index) => $"\"{key.GetColumnName()}\" = @k{index}"))}";
        await command.ExecuteNonQueryAsync(cancel);
        command.Parameters.Clear();
    }

    private async Task<long> KeysOfCookiesAsync(UnitOfWork work, CancellationToken cancel)
    {
        var done = 0L;
        foreach (var key in await work.Db.DataProtectionKeys.ToListAsync(cancel))
        {
            if (key.Xml is null) continue;
            var xml = XElement.Parse(key.Xml, LoadOptions.PreserveWhitespace);
            foreach (var part in xml.DescendantsAndSelf(VaultXmlEncryptor.Element).ToList())
            {
                var value = Convert.FromBase64String(part.Value);
                if (value[0] == Vault.Keys.SealingKeyId) continue;
                part.Value = Convert.ToBase64String(Vault.Seal(VaultXmlEncryptor.Place, Vault.Open(VaultXmlEncryptor.Place, value)));
                key.Xml = xml.ToString(SaveOptions.DisableFormatting);
                done++;
            }
        }

        await work.Db.SaveChangesAsync(cancel); // a handful: one transaction
        if (done > 0) progress(KeysOfCookies, done);
        return done;
    }

    private static DbCommand CommandOf(UnitOfWork work, IDbContextTransaction transaction)
    {
        var command = work.Db.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction.GetDbTransaction();
        return command;
    }

    private static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
        if (value is null) parameter.DbType = System.Data.DbType.Binary;
        command.Parameters.Add(parameter);
    }

    private static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(column => string.Create(CultureInfo.InvariantCulture, $"\"{column}\"")));

    private sealed class SealedTable(IEntityType type)
    {
        public string Name { get; } = type.GetTableName()!;

        public IReadOnlyList<IProperty> Key { get; } = type.FindPrimaryKey()!.Properties;

        public IReadOnlyList<string> Columns { get; } = [.. SealOnSave.FieldsOf(type).Select(field => field.GetColumnName())];
    }

    /// <param name="Key">As the database gives it.</param>
    /// <param name="Place">As the seal was made for it.</param>
    /// <param name="Values">By column.</param>
    private sealed record SealedRow(object[] Key, string Place, byte[]?[] Values);
}
