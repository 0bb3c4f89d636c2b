using System.Text;
using Microsoft.Data.Sqlite;
using SessionRelay.Signaling.Sealing;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Sessions;

public sealed class StoreTests
{
    private readonly string dataPath = SignalingHost.NewDataPath();

    private string File => Path.Combine(dataPath, "sessions.db");

    [Fact]
    public async Task What_a_write_was_given_is_there_in_the_image_of_a_crash()
    {
        await using var store = Open();
        for (var n = 0; n < 20; n++)
        {
            await store.WriteAsync("s", null, [new Row(RowKind.Seat, "p", Bytes($"seat {n}")), new Row(RowKind.Chat, $"{n:D8}", Bytes($"line {n}"))]);
            var image = CrashImage();
            await using var after = new SqliteSessionStore(image, new Sealer(NodeKeys.Open(dataPath)));
            var rows = await after.LoadAsync("s");
            rows.Count(row => row.Kind == RowKind.Chat).ShouldBe(n + 1);
            Text(rows.Single(row => row.Kind == RowKind.Seat)).ShouldBe($"seat {n}");
        }
    }

    [Fact]
    public async Task Many_writes_at_once_all_arrive_in_order()
    {
        await using var store = Open();
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(n => store.WriteAsync($"s{n % 10}", null, [new Row(RowKind.Seat, "p", Bytes($"{n}"))])));
        for (var session = 0; session < 10; session++) Text((await store.LoadAsync($"s{session}")).Single()).ShouldBe($"{990 + session}");
    }

    [Fact]
    public async Task Rows_are_erased_one_by_one_or_by_their_kind()
    {
        await using var store = Open();
        await store.WriteAsync("s", null, [new Row(RowKind.Chat, "1", Bytes("a")), new Row(RowKind.Chat, "2", Bytes("b")), new Row(RowKind.Seat, "p", Bytes("c"))]);
        await store.WriteAsync("s", null, [new Row(RowKind.Chat, "1", null)]);
        (await store.LoadAsync("s")).Select(row => row.Key).ShouldBe(["p", "2"]);
        await store.WriteAsync("s", null, [new Row(RowKind.Chat, "", null)]);
        (await store.LoadAsync("s")).Select(row => row.Key).ShouldBe(["p"]);
    }

    [Fact]
    public async Task A_value_moved_to_another_place_does_not_open()
    {
        await using (var store = Open())
        {
            await store.WriteAsync("s", null, [new Row(RowKind.Seat, "p", Bytes("mine"))]);
        }

        Execute("UPDATE session_rows SET key = 'q'");
        await using var again = Open();
        await Should.ThrowAsync<InvalidDataException>(() => again.LoadAsync("s"));
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_left_alone()
    {
        await using (Open())
        {
        }

        Execute("PRAGMA user_version = 99");
        Should.Throw<InvalidDataException>(Open).Message.ShouldContain("later version");
    }

    [Fact]
    public async Task A_failed_commit_fails_its_writes_and_the_store_goes_on()
    {
        await using var store = Open();
        await store.WriteAsync("s", null, [new Row(RowKind.Seat, "p", Bytes("1"))]);
        Execute("CREATE TRIGGER refuse BEFORE INSERT ON session_rows BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        await Should.ThrowAsync<SqliteException>(() => store.WriteAsync("s", null, [new Row(RowKind.Seat, "q", Bytes("2"))]));
        store.Healthy.ShouldBeFalse();
        Execute("DROP TRIGGER refuse");
        await store.WriteAsync("s", null, [new Row(RowKind.Seat, "r", Bytes("3"))]);
        store.Healthy.ShouldBeTrue();
        (await store.LoadAsync("s")).Select(row => row.Key).ShouldBe(["p", "r"]);
    }

    [Theory]
    [InlineData("session_rows")]
    [InlineData("webhook_posts")]
    [InlineData("webhook_lanes")]
    public async Task Rows_and_what_is_told_of_them_are_stored_together_or_not_at_all(string refusing)
    {
        await using var store = Open();
        Execute($"CREATE TRIGGER refuse BEFORE INSERT ON {refusing} BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        await Should.ThrowAsync<SqliteException>(() => store.WriteAsync("s", null, [new Row(RowKind.Seat, "p", Bytes("1"))], [PostOf("e1")]));
        (await store.LoadAsync("s")).ShouldBeEmpty();
        (await store.OldestAsync("r", "s")).ShouldBeNull();
        Execute("DROP TRIGGER refuse");
        await store.WriteAsync("s", null, [new Row(RowKind.Seat, "p", Bytes("1"))], [PostOf("e2")]);
        (await store.LoadAsync("s")).Count.ShouldBe(1);
        (await store.OldestAsync("r", "s")).ShouldNotBeNull().EventId.ShouldBe("e2");
    }

    [Fact]
    public async Task What_waits_to_be_told_is_bounded_and_the_oldest_goes()
    {
        await using var store = new SqliteSessionStore(File, new Sealer(NodeKeys.Open(dataPath)), postLimit: 3);
        var overtaken = 0;
        store.Posted += count => Interlocked.Add(ref overtaken, count);
        for (var n = 1; n <= 5; n++) await store.WriteAsync("s", null, [], [PostOf($"e{n}")]);
        (await store.OldestAsync("r", "s")).ShouldNotBeNull().EventId.ShouldBe("e3");
        await store.HeartbeatAsync(default); // another commit: the call after the one before has returned
        Volatile.Read(ref overtaken).ShouldBe(2);
    }

    [Fact]
    public async Task A_lane_is_due_until_it_is_empty_or_delayed()
    {
        await using var store = Open();
        var now = DateTimeOffset.UnixEpoch.AddYears(60);
        await store.WriteAsync("s", null, [], [PostOf("e1"), PostOf("e2")]);
        (await store.DueLanesAsync("r", now, 10)).ShouldBe([new DueLane("s", 0)]);
        (await store.DueLanesAsync("other", now, 10)).ShouldBeEmpty();
        await store.DelayAsync("r", "s", now.AddSeconds(1), 1);
        await store.WriteAsync("s", null, [], [PostOf("e3")]);
        (await store.DueLanesAsync("r", now, 10)).ShouldBeEmpty("what comes later waits for what came before");
        (await store.DueLanesAsync("r", now.AddSeconds(1), 10)).ShouldBe([new DueLane("s", 1)]);
        for (var left = 3; left > 0; left--) await store.SettleAsync("r", "s", (await store.OldestAsync("r", "s"))!.Number);
        (await store.DueLanesAsync("r", DateTimeOffset.MaxValue, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_of_the_version_before_is_brought_up_with_what_it_holds()
    {
        await using (var store = Open()) await store.WriteAsync("s", null, [new Row(RowKind.Seat, "p", Bytes("kept"))]);
        Execute("DROP TABLE webhook_posts");
        Execute("DROP TABLE webhook_lanes");
        Execute("DROP TABLE lives");
        Execute("ALTER TABLE sessions DROP COLUMN life");
        Execute("CREATE TABLE node (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID");
        Execute("INSERT INTO node (name, value) VALUES ('heartbeat', 1770000000000)");
        Execute("PRAGMA user_version = 1");
        await using var after = Open();
        (await after.LastAliveAsync("s")).ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_770_000_000_000));
        Text((await after.LoadAsync("s")).Single()).ShouldBe("kept");
        await after.WriteAsync("s", null, [], [PostOf("e1")]);
        (await after.OldestAsync("r", "s")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Sessions_whose_time_has_come_are_found()
    {
        await using var store = Open();
        var now = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
        await store.WriteAsync("later", now.AddMinutes(1), []);
        await store.WriteAsync("due", now.AddMinutes(-1), []);
        await store.WriteAsync("never", null, []);
        (await store.DueAsync(now, 10)).ShouldBe(["due"]);
        (await store.DueAsync(now.AddMinutes(1), 10)).ShouldBe(["due", "later"]);
    }

    [Fact]
    public async Task Of_a_session_it_is_known_when_the_process_that_had_it_lived_last_whatever_died_since()
    {
        var at = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
        await using (var first = Open())
        {
            (await first.LastAliveAsync("s")).ShouldBeNull();
            await first.WriteAsync("s", null, []);
            await first.WriteAsync("other", null, []);
            await first.HeartbeatAsync(at);
        }

        await using (var second = Open()) // "s" has not come back yet when this one dies, too
        {
            (await second.LastAliveAsync("s")).ShouldBe(at);
            await second.WriteAsync("other", null, []);
            await second.HeartbeatAsync(at.AddMinutes(1));
        }

        await using (Open())
        {
            // Dies before it notes anything.
        }

        await using var last = Open();
        (await last.LastAliveAsync("s")).ShouldBe(at);
        (await last.LastAliveAsync("other")).ShouldBe(at.AddMinutes(1));
    }

    [Fact]
    public async Task The_file_is_its_owners_alone_and_flushes_every_commit()
    {
        await using var store = Open();
        FileRights.Of(File).ShouldBe("600");
        await using var connection = SessionDatabase.Open(File);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT journal_mode FROM pragma_journal_mode) || (SELECT synchronous FROM pragma_synchronous)";
        (await command.ExecuteScalarAsync()).ShouldBe("wal2"); // 2: FULL
    }

    private SqliteSessionStore Open() => new(File, new Sealer(NodeKeys.Open(dataPath)));

    /// <summary>What a disk holds when the process dies now.</summary>
    private string CrashImage()
    {
        var folder = SignalingHost.NewDataPath();
        foreach (var file in Directory.GetFiles(dataPath, "sessions.db*"))
        {
            if (!file.EndsWith("-shm", StringComparison.Ordinal)) System.IO.File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return Path.Combine(folder, "sessions.db");
    }

    private static Post PostOf(string eventId) => new("r", eventId, DateTimeOffset.UnixEpoch, Bytes("told"));

    private void Execute(string sql)
    {
        using var connection = SessionDatabase.Open(File);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // this test's own constants
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(Row row) => Encoding.UTF8.GetString(row.Value!);
}
