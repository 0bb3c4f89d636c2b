using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace SessionRelay.Signaling.Sessions.Store;

/// <summary>The outbox's prepared statements on the writing connection. One thread.</summary>
internal sealed class PostStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement put = new(connection, "INSERT INTO webhook_posts (receiver, session_id, event_id, since, body) VALUES ($1, $2, $3, $4, $5)", 5);
    private readonly Statement putLane = new(connection, "INSERT INTO webhook_lanes (receiver, session_id, due_at, attempts) VALUES ($1, $2, $3, 0) ON CONFLICT DO NOTHING", 3);
    private readonly Statement overflow = new(connection, "DELETE FROM webhook_posts WHERE number <= (SELECT MAX(number) FROM webhook_posts) - $1", 1);
    private readonly Statement erase = new(connection, "DELETE FROM webhook_posts WHERE number = $1", 1);
    private readonly Statement freshLane = new(connection, "UPDATE webhook_lanes SET attempts = 0 WHERE receiver = $1 AND session_id = $2", 2);
    private readonly Statement delayLane = new(connection, "UPDATE webhook_lanes SET due_at = $3, attempts = $4 WHERE receiver = $1 AND session_id = $2", 4);
    private readonly Statement eraseLane = new(connection, """
        DELETE FROM webhook_lanes WHERE receiver = $1 AND session_id = $2
            AND NOT EXISTS (SELECT 1 FROM webhook_posts AS its WHERE its.receiver = $1 AND its.session_id = $2)
        """, 2);

    private readonly Statement keepOnly = new(connection, "DELETE FROM webhook_posts WHERE receiver NOT IN (SELECT value FROM json_each($1))", 1);
    private readonly Statement keepOnlyLanes = new(connection, "DELETE FROM webhook_lanes WHERE receiver NOT IN (SELECT value FROM json_each($1))", 1);

    public void Put(SqliteTransaction transaction, string sessionId, Post post)
    {
        var since = post.Since.ToUnixTimeMilliseconds();
        put.Run(transaction, post.Receiver, sessionId, post.EventId, since, post.Body);
        putLane.Run(transaction, post.Receiver, sessionId, since);
    }

    /// <summary>Lets go of what more than <paramref name="limit"/> newer posts have overtaken. Gives how many.</summary>
    public int Bound(SqliteTransaction transaction, int limit) => overflow.Run(transaction, limit);

    public void Settle(SqliteTransaction transaction, SettleWrite write)
    {
        if (write.Number is { } number) erase.Run(transaction, number);
        if (eraseLane.Run(transaction, write.Receiver, write.SessionId) == 0) freshLane.Run(transaction, write.Receiver, write.SessionId);
    }

    public void Delay(SqliteTransaction transaction, DelayWrite write) =>
        delayLane.Run(transaction, write.Receiver, write.SessionId, write.Until, write.Attempts);

    public void KeepOnly(SqliteTransaction transaction, KeepOnlyWrite write)
    {
        var list = JsonSerializer.Serialize(write.Receivers);
        write.Erased = keepOnly.Run(transaction, list);
        keepOnlyLanes.Run(transaction, list);
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[put, putLane, overflow, erase, freshLane, delayLane, eraseLane, keepOnly, keepOnlyLanes]) statement.Dispose();
    }
}
