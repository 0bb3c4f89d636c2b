using System.Globalization;
using Microsoft.Data.Sqlite;
using SessionRelay.Signaling.Sealing;

namespace SessionRelay.Signaling.Sessions.Store;

/// <summary>
/// <c>data/sessions.db</c>: WAL, <c>synchronous=FULL</c>. One thread writes: what came while the last transaction went to the disk is committed
/// together, so a burst costs one flush. Values are sealed; ids, kinds and times are in clear. A failed commit fails every write in it.
/// </summary>
internal sealed partial class SqliteSessionStore : ISessionStore, IPostOutbox, IAsyncDisposable
{
    private const int BatchLimit = 256; // writes a transaction: bounds what one failure takes along

    private readonly Sealer sealer;
    private readonly SqliteConnection reading;
    private readonly Lock readLock = new();
    private readonly WriteQueue writes = new();
    private readonly Task writer;
    private volatile bool healthy = true;
    private int disposed;

    /// <summary>Opens or makes the file. Throws <see cref="SqliteException"/> or <see cref="InvalidDataException"/> when it can't be used.</summary>
    public SqliteSessionStore(string file, Sealer sealer, int postLimit = PostLimit)
    {
        this.sealer = sealer;
        SessionDatabase.Prepare(file);
        reading = SessionDatabase.Open(file);
        var writing = SessionDatabase.Open(file);
        writer = Task.Factory.StartNew(() => WriteLoop(writing, postLimit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>False from a failed commit to the next one that succeeds.</summary>
    public bool Healthy => healthy && !writer.IsCompleted;

    public Task<IReadOnlyList<Row>> LoadAsync(string sessionId) => Read<IReadOnlyList<Row>>(
        "SELECT kind, key, value FROM session_rows WHERE session_id = $1 ORDER BY kind, key",
        [sessionId],
        reader =>
        {
            var rows = new List<Row>();
            while (reader.Read())
            {
                var kind = (RowKind)reader.GetByte(0);
                var key = reader.GetString(1);
                rows.Add(new Row(kind, key, sealer.Open(Place(sessionId, kind, key), reader.GetFieldValue<byte[]>(2))));
            }

            return rows;
        });

    public Task WriteAsync(string sessionId, DateTimeOffset? wakeAt, IReadOnlyList<Row> rows, IReadOnlyList<Post>? posts = null)
    {
        var changes = new List<Change>(rows.Count);
        foreach (var row in rows)
        {
            changes.Add(new Change(row.Kind, row.Key, row.Value is null ? null : sealer.Seal(Place(sessionId, row.Kind, row.Key), row.Value)));
        }

        return Enqueue(new SessionWrite(sessionId, wakeAt?.ToUnixTimeMilliseconds(), changes, Seal(posts)));
    }

    public Task<DateTimeOffset?> LastAliveAsync(string sessionId) => Read<DateTimeOffset?>(
        "SELECT MAX(heartbeat) FROM lives WHERE number <= (SELECT life FROM sessions WHERE id = $1)", // of a life that was too short for one: the one before
        [sessionId],
        reader => reader.Read() && !reader.IsDBNull(0) ? DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)) : null);

    public Task HeartbeatAsync(DateTimeOffset now) => Enqueue(new HeartbeatWrite(now.ToUnixTimeMilliseconds()));

    public Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, int limit) => Read<IReadOnlyList<string>>(
        "SELECT id FROM sessions WHERE wake_at <= $1 ORDER BY wake_at LIMIT $2",
        [now.ToUnixTimeMilliseconds(), limit],
        reader =>
        {
            var ids = new List<string>();
            while (reader.Read()) ids.Add(reader.GetString(0));
            return ids;
        });

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return; // registered under two types, a container disposes it twice
        writes.Close();
        await writer;
        await reading.DisposeAsync();
    }

    private static string Place(string sessionId, RowKind kind, string key) => string.Create(CultureInfo.InvariantCulture, $"{sessionId}/{(byte)kind}/{key}");

    private Task<T> Read<T>(string sql, object[] values, Func<SqliteDataReader, T> take) => Task.Run(() =>
    {
        lock (readLock)
        {
            using var command = reading.CreateCommand();
#pragma warning disable CA2100 // only the constants of this class come here
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue("$" + (i + 1), values[i]);
            using var reader = command.ExecuteReader();
            return take(reader);
        }
    });

    private Task Enqueue(Write write) =>
        writes.TryAdd(write) ? write.Done.Task : Task.FromException(new ObjectDisposedException(nameof(SqliteSessionStore)));

    private void WriteLoop(SqliteConnection connection, int postLimit)
    {
        using var closing = connection;
        using var statements = new WriteStatements(connection, postLimit);
        var batch = new List<Write>(BatchLimit);
        while (writes.TryTake(batch, BatchLimit))
        {
            Exception? failure = null;
            int? overtaken = null;
            try
            {
                overtaken = statements.Commit(batch);
            }
            catch (Exception e)
            {
                failure = e;
            }

            healthy = failure is null;
            foreach (var write in batch)
            {
                if (failure is null) write.Done.SetResult();
                else write.Done.SetException(failure);
            }

            if (overtaken is { } count) Posted?.Invoke(count);
        }
    }
}
