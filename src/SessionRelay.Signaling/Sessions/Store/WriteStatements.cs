using Microsoft.Data.Sqlite;

namespace SessionRelay.Signaling.Sessions.Store;

/// <summary>The prepared statements of the writing connection. One thread.</summary>
internal sealed class WriteStatements : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand putSession;
    private readonly SqliteCommand putRow;
    private readonly SqliteCommand deleteRow;
    private readonly SqliteCommand deleteKind;
    private readonly SqliteCommand heartbeat;

    public WriteStatements(SqliteConnection connection)
    {
        this.connection = connection;
        putSession = Prepare("INSERT INTO sessions (id, wake_at) VALUES ($session, $wake) ON CONFLICT (id) DO UPDATE SET wake_at = $wake", "$session", "$wake");
        putRow = Prepare("INSERT INTO session_rows (session_id, kind, key, value) VALUES ($session, $kind, $key, $value) ON CONFLICT (session_id, kind, key) DO UPDATE SET value = $value", "$session", "$kind", "$key", "$value");
        deleteRow = Prepare("DELETE FROM session_rows WHERE session_id = $session AND kind = $kind AND key = $key", "$session", "$kind", "$key");
        deleteKind = Prepare("DELETE FROM session_rows WHERE session_id = $session AND kind = $kind", "$session", "$kind");
        heartbeat = Prepare("INSERT INTO node (name, value) VALUES ('heartbeat', $at) ON CONFLICT (name) DO UPDATE SET value = $at", "$at");
    }

    /// <summary>All of the batch or, when it throws, nothing.</summary>
    public void Commit(List<SqliteSessionStore.Write> batch)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var write in batch)
        {
            if (write.Heartbeat is { } at)
            {
                Run(heartbeat, transaction, at);
                continue;
            }

            Run(putSession, transaction, write.SessionId, write.WakeAt);
            foreach (var change in write.Changes)
            {
                if (change.Value is not null) Run(putRow, transaction, write.SessionId, (byte)change.Kind, change.Key, change.Value);
                else if (change.Key.Length > 0) Run(deleteRow, transaction, write.SessionId, (byte)change.Kind, change.Key);
                else Run(deleteKind, transaction, write.SessionId, (byte)change.Kind);
            }
        }

        transaction.Commit();
    }

    public void Dispose()
    {
        putSession.Dispose();
        putRow.Dispose();
        deleteRow.Dispose();
        deleteKind.Dispose();
        heartbeat.Dispose();
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // only the constants of this file come here
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var parameter in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        return command;
    }
}
