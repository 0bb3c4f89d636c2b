using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>Brings a database to this program's version.</summary>
internal static class MigrationStart
{
    /// <exception cref="InvalidDataException">The database is of a later version.</exception>
    public static async Task ApplyAsync(PortalContext context, CancellationToken cancel)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = await AppliedAsync(context, cancel);
        if (applied.Except(known).Any())
            throw new InvalidDataException("The portal's database was written by a later version of this program. Start that version, or restore the backup from before the update.");
        if (applied.Count == known.Count) return; // asked first: to migrate costs a start-up most of a second, even with nothing to do

        if (context.Database.IsSqlite())
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancel);
            // One node owns the folder: a lock that is there is of a migration that was killed, and nobody would ever release it.
            await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancel);
        }

        await context.Database.MigrateAsync(cancel);
    }

    /// <summary>The names of the migrations that an open database has; none for an empty one.</summary>
    public static async Task<List<string>> AppliedAsync(DbConnection open, bool isSqlite, CancellationToken cancel)
    {
        await using var command = open.CreateCommand();
        command.CommandText = isSqlite
            ? "SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'"
            : "SELECT count(*) FROM pg_catalog.pg_class WHERE relname = '__EFMigrationsHistory'";
        if (Convert.ToInt64(await command.ExecuteScalarAsync(cancel)) == 0) return [];
        command.CommandText = "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"";
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await NamesAsync(reader, cancel);
    }

    private static async Task<List<string>> AppliedAsync(PortalContext context, CancellationToken cancel)
    {
        await context.Database.OpenConnectionAsync(cancel);
        try
        {
            return await AppliedAsync(context.Database.GetDbConnection(), context.Database.IsSqlite(), cancel);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    private static async Task<List<string>> NamesAsync(DbDataReader reader, CancellationToken cancel)
    {
        var names = new List<string>();
        while (await reader.ReadAsync(cancel)) names.Add(reader.GetString(0));
        return names;
    }
}
