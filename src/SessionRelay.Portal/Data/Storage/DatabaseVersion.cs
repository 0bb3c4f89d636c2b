using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>How far a database's migrations are, looked at without keys, without the model, and without changing anything.</summary>
/// <param name="Applied">Migrations of this program that it has.</param>
/// <param name="Missing">Migrations of this program that it lacks.</param>
/// <param name="IsLater">It has one that this program doesn't know.</param>
internal sealed record DatabaseVersion(int Applied, int Missing, bool IsLater)
{
    private const int BusySeconds = 1;

    public static async Task<DatabaseVersion> OfFileAsync(string file, CancellationToken cancel)
    {
        await using var connection = new SqliteConnection(Existing(file));
        await connection.OpenAsync(cancel);
        return await OfAsync<SqlitePortalContext>(connection, isSqlite: true, cancel);
    }

    public static Task<DatabaseVersion> OfServerAsync(NpgsqlConnection open, CancellationToken cancel) => OfAsync<PostgresPortalContext>(open, isSqlite: false, cancel);

    /// <summary>Takes the right to write to a SQLite file and gives it back; throws <see cref="SqliteException"/> when there is none.</summary>
    public static async Task TryWriteAsync(string file, CancellationToken cancel)
    {
        await using var connection = new SqliteConnection(Existing(file));
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        // Reading the schema finds what is no database; the second statement, what may only be read.
        command.CommandText = "SELECT count(*) FROM sqlite_master; BEGIN IMMEDIATE; ROLLBACK";
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<DatabaseVersion> OfAsync<TContext>(DbConnection open, bool isSqlite, CancellationToken cancel)
        where TContext : PortalContext
    {
        var known = typeof(TContext).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(TContext))
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
            .OfType<string>()
            .ToList();
        var applied = await MigrationStart.AppliedAsync(open, isSqlite, cancel);
        return new DatabaseVersion(applied.Intersect(known).Count(), known.Except(applied).Count(), applied.Except(known).Any());
    }

    private static string Existing(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = BusySeconds }.ToString();
}
