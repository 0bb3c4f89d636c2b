using Microsoft.Data.Sqlite;
using Npgsql;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Doctor;

/// <summary>The portal's database, and the sessions' file beside it: they open, can be written, and are of this program's version.</summary>
internal static class DatabaseCheck
{
    public static async Task<Finding> LookAsync(Examined examined, CancellationToken cancel)
    {
        var sessions = await LookAtFileAsync("sessions.db", Path.Combine(examined.Settings.Data.Path, "sessions.db"), cancel);
        if (!examined.Settings.HasPortal) return sessions;
        var portal = examined.IsPostgres
            ? await LookAtServerAsync(examined.Settings.Data.Postgres, cancel)
            : await LookAtPortalFileAsync(Path.Combine(examined.Settings.Data.Path, "portal.db"), cancel);
        return Finding.Together(portal, sessions);
    }

    /// <summary>How far the migrations are, in words.</summary>
    public static Finding Judge(string database, DatabaseVersion version) =>
        version.IsLater ? Finding.Failure($"{database} was written by a later version of this program", "Run that version, or restore the backup from before the update.")
        : version.Missing == 0 ? Finding.Ok($"{database} opens, can be written, and is of this version")
        : version.Applied == 0 ? Finding.Ok($"{database} is empty; the first start fills it")
        : Finding.Warning($"{database} lacks {version.Missing} of this version's migrations", "Back it up, then start the node: a start applies them.");

    private static async Task<Finding> LookAtPortalFileAsync(string file, CancellationToken cancel)
    {
        var opened = await LookAtFileAsync("portal.db", file, cancel);
        if (opened.Mark != Mark.Ok || !File.Exists(file)) return opened;
        return Judge("portal.db", await DatabaseVersion.OfFileAsync(file, cancel));
    }

    private static async Task<Finding> LookAtFileAsync(string name, string file, CancellationToken cancel)
    {
        if (!File.Exists(file)) return Finding.Ok($"{name} is not there yet; the first start makes it");
        try
        {
            await DatabaseVersion.TryWriteAsync(file, cancel);
            return Finding.Ok($"{name} opens and can be written");
        }
        catch (SqliteException broken)
        {
            return broken.SqliteErrorCode switch
            {
                5 or 6 => Finding.Warning($"{name} is locked by a writer for longer than a second", "Run this command once more; if it stays so, restart the node."), // SQLITE_BUSY, SQLITE_LOCKED
                8 or 14 or 23 => Finding.Failure($"this user can't write {name}", "Run this command as the user that runs the node; if it is that user already, give it the file."), // READONLY, CANTOPEN, AUTH
                13 => Finding.Failure($"the disk of {name} is full", "Make room."), // FULL
                _ => Finding.Failure($"{name} is damaged (SQLite error {broken.SqliteErrorCode})", "Restore it from a backup, or move it away to begin anew."),
            };
        }
    }

    private static async Task<Finding> LookAtServerAsync(string connection, CancellationToken cancel)
    {
        const string Name = "the database of Data:Postgres";
        try
        {
            var server = await DatabaseServer.LookAsync(connection, cancel);
            if (!server.CanWrite) return Finding.Failure($"{Name} can't be written: the server is a standby, or read-only", "Name the primary in Data:Postgres.");
            var judged = Judge(Name, server.Version);
            if (server is { Version.Missing: > 0, MayMakeTables: false })
                return Finding.Failure($"{Name} lacks tables, and its user may not make them", "Give the user of Data:Postgres the right CREATE on the schema public.");
            return server.Folder is { } folder && Directory.Exists(folder)
                ? Finding.Together(judged, FreeSpace.Of(folder))
                : judged with { Says = judged.Says + "; the server's own disk is not seen from here" };
        }
        catch (PostgresException refused)
        {
            return refused.SqlState switch
            {
                PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    Finding.Failure($"{Name} refuses the user or the password", "Correct them in Data:Postgres, or allow the user in pg_hba.conf."),
                PostgresErrorCodes.InvalidCatalogName => Finding.Failure($"{Name} does not exist", "Make it: createdb, as the owner that Data:Postgres names."),
                _ => Finding.Failure($"{Name} answers with error {refused.SqlState}", "The server's log has the words."),
            };
        }
        catch (NpgsqlException)
        {
            return Finding.Failure($"{Name} can't be reached", "Check that the server runs, and host and port of the connection string.");
        }
        catch (ArgumentException)
        {
            return Finding.Failure("Data:Postgres is no connection string", "Write it like Host=db.practice.example;Database=portal;Username=portal;Password=…");
        }
    }
}
