using Microsoft.Data.Sqlite;

namespace SessionRelay.Signaling.Sessions.Store;

/// <summary>What the writing connection does with a batch. One thread.</summary>
internal sealed class WriteStatements(SqliteConnection connection, int postLimit) : IDisposable
{
    private readonly Statement putSession = new(connection, "INSERT INTO sessions (id, wake_at, life) VALUES ($1, $2, (SELECT MAX(number) FROM lives)) ON CONFLICT (id) DO UPDATE SET wake_at = $2, life = excluded.life", 2);
    private readonly Statement putRow = new(connection, "INSERT INTO session_rows (session_id, kind, key, value) VALUES ($1, $2, $3, $4) ON CONFLICT (session_id, kind, key) DO UPDATE SET value = $4", 4);
    private readonly Statement deleteRow = new(connection, "DELETE FROM session_rows WHERE session_id = $1 AND kind = $2 AND key = $3", 3);
    private readonly Statement deleteKind = new(connection, "DELETE FROM session_rows WHERE session_id = $1 AND kind = $2", 2);
    private readonly Statement heartbeat = new(connection, "UPDATE lives SET heartbeat = $1 WHERE number = (SELECT MAX(number) FROM lives)", 1);
    private readonly PostStatements posts = new(connection);

    /// <summary>All of the batch or, when it throws, nothing. Gives how many posts had to go for new ones; null when none came.</summary>
    public int? Commit(List<Write> batch)
    {
        using var transaction = connection.BeginTransaction();
        var posted = false;
        foreach (var write in batch)
        {
            switch (write)
            {
                case HeartbeatWrite beat:
                    heartbeat.Run(transaction, beat.At);
                    break;
                case SessionWrite session:
                    Put(transaction, session);
                    posted |= session.Posts.Count > 0;
                    break;
                case SettleWrite settle:
                    posts.Settle(transaction, settle);
                    break;
                case DelayWrite delay:
                    posts.Delay(transaction, delay);
                    break;
                case KeepOnlyWrite keep:
                    posts.KeepOnly(transaction, keep);
                    break;
            }
        }

        int? overtaken = posted ? posts.Bound(transaction, postLimit) : null;
        transaction.Commit();
        return overtaken;
    }

    public void Dispose()
    {
        putSession.Dispose();
        putRow.Dispose();
        deleteRow.Dispose();
        deleteKind.Dispose();
        heartbeat.Dispose();
        posts.Dispose();
    }

    private void Put(SqliteTransaction transaction, SessionWrite write)
    {
        putSession.Run(transaction, write.SessionId, write.WakeAt);
        foreach (var change in write.Changes)
        {
            if (change.Value is not null) putRow.Run(transaction, write.SessionId, (byte)change.Kind, change.Key, change.Value);
            else if (change.Key.Length > 0) deleteRow.Run(transaction, write.SessionId, (byte)change.Kind, change.Key);
            else deleteKind.Run(transaction, write.SessionId, (byte)change.Kind);
        }

        foreach (var post in write.Posts) posts.Put(transaction, write.SessionId, post);
    }
}
