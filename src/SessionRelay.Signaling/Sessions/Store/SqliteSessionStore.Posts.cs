namespace SessionRelay.Signaling.Sessions.Store;

/// <content>What waits to be told to booking systems. Bodies are sealed; receivers are hashes of their addresses.</content>
internal sealed partial class SqliteSessionStore
{
    /// <summary>How many posts are kept, of all receivers: 60 MB as they usually are, a day of 16,000 quiet sessions that nobody takes. When one more comes, the oldest goes.</summary>
    public const int PostLimit = 100_000;

    public event Action<int>? Posted;

    public Task<IReadOnlyList<DueLane>> DueLanesAsync(string receiver, DateTimeOffset now, int limit) => Read<IReadOnlyList<DueLane>>(
        "SELECT session_id, attempts FROM webhook_lanes WHERE receiver = $1 AND due_at <= $2 ORDER BY due_at LIMIT $3",
        [receiver, now.ToUnixTimeMilliseconds(), limit],
        reader =>
        {
            var lanes = new List<DueLane>();
            while (reader.Read()) lanes.Add(new DueLane(reader.GetString(0), reader.GetInt32(1)));
            return lanes;
        });

    public Task<WaitingPost?> OldestAsync(string receiver, string sessionId) => Read(
        "SELECT number, event_id, since, body FROM webhook_posts WHERE receiver = $1 AND session_id = $2 ORDER BY number LIMIT 1",
        [receiver, sessionId],
        reader => !reader.Read() ? null : new WaitingPost(
            reader.GetInt64(0), reader.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)),
            sealer.Open(Place(receiver, reader.GetString(1)), reader.GetFieldValue<byte[]>(3))));

    public Task SettleAsync(string receiver, string sessionId, long? number) => Enqueue(new SettleWrite(receiver, sessionId, number));

    public Task DelayAsync(string receiver, string sessionId, DateTimeOffset until, int attempts) =>
        Enqueue(new DelayWrite(receiver, sessionId, until.ToUnixTimeMilliseconds(), attempts));

    public async Task<int> KeepOnlyAsync(IReadOnlyList<string> receivers)
    {
        var write = new KeepOnlyWrite(receivers);
        await Enqueue(write);
        return write.Erased;
    }

    private static string Place(string receiver, string eventId) => $"webhook/{receiver}/{eventId}";

    private IReadOnlyList<Post> Seal(IReadOnlyList<Post>? posts) =>
        posts is null or [] ? [] : [.. posts.Select(post => post with { Body = sealer.Seal(Place(post.Receiver, post.EventId), post.Body) })];
}
