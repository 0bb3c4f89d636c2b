using System.Globalization;
using Microsoft.Data.Sqlite;
using SessionRelay.Signaling.Sealing;

namespace SessionRelay.Signaling.Sessions.Store;

/// <summary>The SQLite file: how it is opened, and its schema by version.</summary>
internal static class SessionDatabase
{
    public const int SchemaVersion = 2;

    /// <summary>Makes or migrates the file. Throws <see cref="InvalidDataException"/> for a file of a later version.</summary>
    public static void Prepare(string file)
    {
        PrivateFiles.MakeFolder(Path.GetDirectoryName(file)!);
        PrivateFiles.Reserve(file);
        using var connection = Open(file);
        Execute(connection, "PRAGMA journal_mode = WAL");
        using var transaction = connection.BeginTransaction();
        var version = Convert.ToInt32(Scalar(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version > SchemaVersion)
        {
            throw new InvalidDataException($"{file} was written by a later version (schema {version}, this one knows {SchemaVersion}). Start that version, or restore the backup from before the update.");
        }

        if (version < 1)
        {
            Execute(connection, """
                CREATE TABLE sessions (
                    id TEXT NOT NULL PRIMARY KEY,
                    wake_at INTEGER) WITHOUT ROWID;
                CREATE INDEX sessions_wake ON sessions (wake_at) WHERE wake_at IS NOT NULL;
                CREATE TABLE session_rows (
                    session_id TEXT NOT NULL,
                    kind INTEGER NOT NULL,
                    key TEXT NOT NULL,
                    value BLOB NOT NULL,
                    PRIMARY KEY (session_id, kind, key)) WITHOUT ROWID;
                CREATE TABLE node (
                    name TEXT NOT NULL PRIMARY KEY,
                    value INTEGER NOT NULL) WITHOUT ROWID;
                """);
        }

        if (version < 2)
        {
            Execute(connection, """
                CREATE TABLE webhook_posts (
                    number INTEGER NOT NULL PRIMARY KEY,
                    receiver TEXT NOT NULL,
                    session_id TEXT NOT NULL,
                    event_id TEXT NOT NULL,
                    since INTEGER NOT NULL,
                    body BLOB NOT NULL);
                CREATE INDEX webhook_posts_lane ON webhook_posts (receiver, session_id, number);
                CREATE TABLE webhook_lanes (
                    receiver TEXT NOT NULL,
                    session_id TEXT NOT NULL,
                    due_at INTEGER NOT NULL,
                    attempts INTEGER NOT NULL,
                    PRIMARY KEY (receiver, session_id)) WITHOUT ROWID;
                CREATE INDEX webhook_lanes_due ON webhook_lanes (receiver, due_at);
                CREATE TABLE lives (
                    number INTEGER NOT NULL PRIMARY KEY,
                    heartbeat INTEGER);
                INSERT INTO lives (number, heartbeat) VALUES (1, (SELECT value FROM node WHERE name = 'heartbeat'));
                DROP TABLE node;
                ALTER TABLE sessions ADD COLUMN life INTEGER NOT NULL DEFAULT 1;
                """);
        }

        Execute(connection, "INSERT INTO lives (number) SELECT MAX(number) + 1 FROM lives"); // this process's
        Execute(connection, $"PRAGMA user_version = {SchemaVersion}");
        transaction.Commit();
    }

    public static SqliteConnection Open(string file)
    {
        // Without pooling a closed store leaves no handle on its file; there are two connections in all.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 5 }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // only the constants of this file come here
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // only the constants of this file come here
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
