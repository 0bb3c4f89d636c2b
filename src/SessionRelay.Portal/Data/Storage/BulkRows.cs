using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using SessionRelay.Portal.Data.Auditing;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>
/// Puts many new rows into a table past the change tracker, in the transaction that is open; the trail tells of them as of one write of the table. For rows that hold nothing sealed.
/// For filling an empty database: nothing else has so many at once.
/// </summary>
internal sealed class BulkRows(UnitOfWork work)
{
    /// <exception cref="InvalidOperationException">No transaction is open, or nobody acts.</exception>
    public async Task AddAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancel)
        where T : class
    {
        if (rows.Count == 0) return;
        var transaction = work.Db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("Many rows are put in within a transaction.");
        var type = work.Db.Model.FindEntityType(typeof(T))!;
        var table = type.GetTableName()!;
        var columns = type.GetProperties().Select(property => new Column(property)).ToArray();
        if (typeof(IClientData).IsAssignableFrom(typeof(T)))
            work.Notes.Written(new AuditNote(work.Person ?? throw new NobodyActsException(table), AuditAction.Insert, table, null, [], ""));
        var now = work.Database.Clock.GetCurrentInstant();
        foreach (var row in rows) (row as Entity)?.Changed(now, work.Person?.UserId);
        var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
        if (transaction.Connection is NpgsqlConnection postgres) await CopyAsync(postgres, $"COPY \"{table}\" ({names}) FROM STDIN (FORMAT BINARY)", columns, rows, cancel);
        else await InsertAsync((SqliteTransaction)transaction, $"INSERT INTO \"{table}\" ({names}) VALUES ({string.Join(", ", columns.Select((_, index) => $"@p{index}"))})", columns, rows);
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, string copy, Column[] columns, IEnumerable<T> rows, CancellationToken cancel)
        where T : class
    {
        await using var writer = await connection.BeginBinaryImportAsync(copy, cancel);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancel);
            foreach (var column in columns)
            {
                if (column.Of(row) is { } value) await writer.WriteAsync(value, column.StoreType, cancel);
                else await writer.WriteNullAsync(cancel);
            }
        }

        await writer.CompleteAsync(cancel);
    }

    /// <summary>One prepared command for all rows. SQLite has no asynchronous I/O.</summary>
    private static async Task InsertAsync<T>(SqliteTransaction transaction, string insert, Column[] columns, IEnumerable<T> rows)
        where T : class
    {
        await using DbCommand command = transaction.Connection!.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, insert);
        var parameters = new DbParameter[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            parameters[i] = command.CreateParameter();
            parameters[i].ParameterName = $"@p{i}";
            command.Parameters.Add(parameters[i]);
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++) parameters[i].Value = columns[i].Of(row) ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(CancellationToken.None); // all of them or none: the transaction is the caller's to end
        }
    }

    /// <summary>A column with the way from a row to what the database stores.</summary>
    private sealed class Column(IProperty property)
    {
        private readonly Func<object?, object?>? convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        public string Name { get; } = property.GetColumnName();

        public string StoreType { get; } = property.GetTypeMapping() is RelationalTypeMapping mapping ? mapping.StoreType : "";

        public object? Of(object row) => property.GetGetter().GetClrValue(row) is { } value ? convert is null ? value : convert(value) : null;
    }
}
