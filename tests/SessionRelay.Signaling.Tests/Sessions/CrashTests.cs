using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Signaling.Hub;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Sessions;

public sealed class CrashTests
{
    [Fact]
    public async Task After_a_crash_at_any_answer_a_new_node_goes_on_from_it()
    {
        await using var host = await SignalingHost.StartAsync();
        var session = await host.CreateSessionAsync();
        var afterCreate = CrashImage.Of(host.DataPath);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        var afterEnter = CrashImage.Of(host.DataPath);
        await therapist.CallAsync("Admit", new { participantId = "client" });
        var afterAdmit = CrashImage.Of(host.DataPath);
        await therapist.CallAsync("SendChat", new { text = "I am here" });
        var afterChat = CrashImage.Of(host.DataPath);
        await using var second = await host.ConnectAsync();
        await second.ReturnAsync(client.Resume);
        await using var third = await host.ConnectAsync();
        await third.ReturnAsync(second.Resume);
        var afterReturns = CrashImage.Of(host.DataPath);
        await therapist.CallAsync("Remove", new { participantId = "client" });
        var afterRemove = CrashImage.Of(host.DataPath);

        await using (var node = await RestartAsync(afterCreate, host.Clock))
        {
            (await node.Sessions.ViewAsync(session)).State.ShouldBe(SessionState.Open);
        }

        await using (var node = await RestartAsync(afterEnter, host.Clock))
        {
            await using var back = await node.ConnectAsync();
            (await back.ReturnAsync(client.Resume)).GetProperty("state").GetString().ShouldBe("waiting");
            await using var other = await node.ConnectAsync();
            (await other.RefusalAsync("Enter", new { ticket = client.Ticket, attempt = other.Attempt })).ShouldBe("ticket-used");
            await other.EnterAsync(client.Ticket, client.Attempt);
        }

        await using (var node = await RestartAsync(afterAdmit, host.Clock))
        {
            await using var back = await node.ConnectAsync();
            (await back.ReturnAsync(client.Resume)).GetProperty("state").GetString().ShouldBe("admitted");
        }

        await using (var node = await RestartAsync(afterChat, host.Clock))
        {
            await using var back = await node.ConnectAsync();
            (await back.ReturnAsync(client.Resume)).GetProperty("chat")[0].GetProperty("text").GetString().ShouldBe("I am here");
        }

        await using (var node = await RestartAsync(afterReturns, host.Clock))
        {
            await using var back = await node.ConnectAsync();
            (await back.RefusalAsync("Enter", new { resume = client.Resume })).ShouldBe("ticket-invalid");
            await back.ReturnAsync(third.Resume);
        }

        await using (var node = await RestartAsync(afterRemove, host.Clock))
        {
            await using var back = await node.ConnectAsync();
            (await back.RefusalAsync("Enter", new { resume = third.Resume })).ShouldBe("not-allowed");
        }
    }

    [Fact]
    public async Task Time_without_the_node_is_a_gap_of_everybody_who_was_live()
    {
        var policy = new SessionPolicy { WaitingRoom = false };
        await using var host = await SignalingHost.StartAsync();
        var session = await host.CreateSessionAsync(policy);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        var began = host.Clock.GetUtcNow();
        host.Relay.Rooms[session].Say(new RelayEvent.PathLive("therapist", "t", began));
        host.Relay.Rooms[session].Say(new RelayEvent.PathLive("client", "c", began));
        await therapist.SeesAsync("client", "live");
        await host.Services.GetRequiredService<ISessionStore>().HeartbeatAsync(began.AddSeconds(1));
        var image = CrashImage.Of(host.DataPath);

        host.Clock.Advance(TimeSpan.FromSeconds(10));
        await using var node = await RestartAsync(image, host.Clock);
        var view = await node.Sessions.ViewAsync(session);
        view.Gaps.Select(gap => (gap.ParticipantId, gap.Cause.ToString(), gap.To)).ShouldBe([("client", "Node", null), ("therapist", "Node", null)], ignoreOrder: true);
        view.Gaps.ShouldAllBe(gap => gap.From >= began && gap.From <= began.AddSeconds(2));
        view.LostSeconds.ShouldBeInRange(8, 15);
        view.Participants.ShouldAllBe(participant => participant.State == ParticipantState.Reconnecting);

        await using var back = await node.ConnectAsync();
        await back.ReturnAsync(client.Resume);
        await back.CallAsync("Connect", new { sdp = "offer", peer = "new", generation = 0 });
        node.Relay.Rooms[session].Say(new RelayEvent.PathLive("client", "new", node.Clock.GetUtcNow()));
        await back.SeesAsync("client", "live");
    }

    [Fact]
    public async Task When_a_write_fails_nothing_is_answered_and_the_session_goes_on_from_the_disk()
    {
        var store = new FailingStore();
        await using var host = await SignalingHost.StartAsync(change: services => services.AddSingleton<ISessionStore>(its => store.Over(its.GetRequiredService<SqliteSessionStore>())));
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);

        store.Fails = true;
        (await therapist.RefusalAsync("Admit", new { participantId = "client" })).ShouldBe("unavailable");
        store.Fails = false;
        await therapist.EventAsync("reconnect");
        client.Received.ShouldNotContain(e => e.Name == "admitted");

        await using var back = await host.ConnectAsync();
        await back.ReturnAsync(client.Resume);
        back.State.ShouldBe("waiting");
        await using var again = await host.ConnectAsync();
        await again.ReturnAsync(therapist.Resume);
        await again.CallAsync("Admit", new { participantId = "client" });
        await back.EventAsync("admitted");
    }

    [Fact]
    public async Task A_session_that_is_taken_up_again_by_the_same_process_lost_no_more_than_that()
    {
        var store = new FailingStore { Heartbeat = TimeProvider.System.GetUtcNow().AddMinutes(-30) }; // the process before ended half an hour ago
        await using var host = await SignalingHost.StartAsync(change: services => services.AddSingleton<ISessionStore>(its => store.Over(its.GetRequiredService<SqliteSessionStore>())));
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        host.Relay.Rooms[session].Say(new RelayEvent.PathLive("therapist", "t", host.Clock.GetUtcNow()));
        host.Relay.Rooms[session].Say(new RelayEvent.PathLive("client", "c", host.Clock.GetUtcNow()));
        await therapist.SeesAsync("client", "live");
        host.Clock.Advance(TimeSpan.FromMinutes(10));

        var before = host.Clock.GetUtcNow();
        store.Fails = true;
        (await therapist.RefusalAsync("SendChat", new { text = "not stored" })).ShouldBe("unavailable");
        store.Fails = false;
        await host.Relay.Rooms[session].Closed.Task.WaitAsync(TimeSpan.FromSeconds(10));

        var gaps = (await host.Sessions.ViewAsync(session)).Gaps;
        gaps.Select(gap => gap.ParticipantId).ShouldBe(["therapist", "client"], ignoreOrder: true);
        gaps.ShouldAllBe(gap => gap.From >= before);
    }

    [Fact]
    public async Task One_session_that_cannot_be_read_does_not_keep_the_others_from_ending()
    {
        var store = new FailingStore();
        await using var host = await SignalingHost.StartAsync(change: services => services.AddSingleton<ISessionStore>(its => store.Over(its.GetRequiredService<SqliteSessionStore>())));
        var sound = await host.CreateSessionAsync();
        var now = host.Clock.GetUtcNow();
        await store.WriteAsync("broken", now.AddMinutes(-1), [new Row(RowKind.Session, "session", "{"u8.ToArray())]);
        host.Clock.Advance(TimeSpan.FromHours(2));
        var upkeep = host.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<SessionUpkeep>().Single();
        await upkeep.SweepAsync();
        (await store.DueAsync(host.Clock.GetUtcNow(), 10)).ShouldBe(["broken"]);
        (await store.LoadAsync(sound)).ShouldNotBeEmpty();

        var loads = store.Loads("broken");
        loads.ShouldBeGreaterThan(0);
        await upkeep.SweepAsync();
        store.Loads("broken").ShouldBe(loads, "it is left alone for a while");
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await upkeep.SweepAsync();
        store.Loads("broken").ShouldBeGreaterThan(loads);
    }

    [Fact]
    public async Task When_what_the_relay_says_cannot_be_stored_the_media_room_opens_anew()
    {
        var store = new FailingStore();
        await using var host = await SignalingHost.StartAsync(change: services => services.AddSingleton<ISessionStore>(its => store.Over(its.GetRequiredService<SqliteSessionStore>())));
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        var before = host.Relay.Rooms[session];

        store.Fails = true;
        before.Say(new RelayEvent.PathLive("therapist", "t", host.Clock.GetUtcNow()));
        await therapist.EventAsync("reconnect");
        store.Fails = false;
        await before.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await using var back = await host.ConnectAsync();
        await back.ReturnAsync(therapist.Resume);
        await back.CallAsync("Connect", new { sdp = "offer", peer = "u", generation = 0 });
        host.Relay.Rooms[session].ShouldNotBeSameAs(before);
    }

    [Fact]
    public async Task An_entry_whose_connection_ended_before_it_was_stored_takes_no_seat()
    {
        var store = new FailingStore();
        var gone = new GoneFilter();
        await using var host = await SignalingHost.StartAsync(change: services =>
        {
            services.AddSingleton<ISessionStore>(its => store.Over(its.GetRequiredService<SqliteSessionStore>()));
            services.Configure<HubOptions<RelayHub>>(options => options.AddFilter(gone));
        });
        var session = await host.CreateSessionAsync();
        var ticket = await host.MintAsync(session, "client", ParticipantRole.Guest);
        var client = await host.ConnectAsync();
        store.Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entering = client.EnterAsync(ticket);
        await store.Reached.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await client.DisposeAsync();
        await Should.ThrowAsync<Exception>(() => entering);
        await gone.Gone.Task.WaitAsync(TimeSpan.FromSeconds(10));
        store.Held.SetResult();

        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await therapist.SeesAsync("client", "waiting");
        host.Clock.Advance(Signaling.Continuity.Seat.AwayLimit + TimeSpan.FromSeconds(1));
        await therapist.EventAsync("participants", list => list.EnumerateArray().All(p => p.GetProperty("id").GetString() != "client"));
    }

    [Fact]
    public async Task Names_words_and_numbers_are_in_no_file_in_clear()
    {
        await using var host = await SignalingHost.StartAsync();
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        var body = new { participantId = "client", name = "Marker-Name-7", role = "guest", callback = "+4930123456789" };
        using var reply = await host.Api.PostAsync($"/api/v1/sessions/{session}/tickets", new StringContent(JsonSerializer.Serialize(body)));
        var ticket = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement.GetProperty("ticket").GetString()!;
        await using var client = await host.ConnectAsync();
        await client.EnterAsync(ticket);
        await client.CallAsync("SendChat", new { text = "Marker-Text-7" });

        var backups = Directory.CreateDirectory(Path.Combine(SignalingHost.NewDataPath(), "backups")).FullName;
        var (copied, vacuumed) = (Path.Combine(backups, "copied.db"), Path.Combine(backups, "vacuumed.db"));
        await BackUpAsync(Path.Combine(host.DataPath, "sessions.db"), copied, vacuumed);
        string[] files = [.. Directory.GetFiles(host.DataPath, "*", SearchOption.AllDirectories), copied, vacuumed];
        files.ShouldContain(file => file.EndsWith("sessions.db-wal", StringComparison.Ordinal));
        foreach (var backup in new[] { copied, vacuumed })
            (await ReadSharedAsync(backup)).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(session)).ShouldBeGreaterThan(0, "what is no secret is found: the search finds");
        foreach (var file in files)
        {
            var bytes = await ReadSharedAsync(file);
            foreach (var marker in new[] { "Marker-Name-7", "Marker-Text-7", "4930123456789", client.Attempt })
            {
                bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(marker)).ShouldBe(-1, $"{marker} in {Path.GetFileName(file)}");
            }
        }
    }

    /// <summary>As operators do it, while the node runs: SQLite's own copy, and one that is written anew.</summary>
    private static async Task BackUpAsync(string database, string copied, string vacuumed)
    {
        await using var source = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        await source.OpenAsync();
        await using (var target = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={copied};Pooling=False"))
        {
            source.BackupDatabase(target);
        }

        await using var command = source.CreateCommand();
        command.CommandText = "VACUUM INTO $file";
        command.Parameters.AddWithValue("$file", vacuumed);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static Task<SignalingHost> RestartAsync(string image, ShiftedClock clock) => SignalingHost.StartAsync(image, clock);

    private sealed class GoneFilter : IHubFilter
    {
        /// <summary>Completes when the hub has heard that a connection is gone.</summary>
        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
        {
            await next(context, exception);
            Gone.TrySetResult();
        }
    }

    private sealed class FailingStore : ISessionStore
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> loads = new(StringComparer.Ordinal);
        private ISessionStore inner = null!;

        public bool Fails { get; set; }

        /// <summary>Set: writes wait for it.</summary>
        public TaskCompletionSource? Held { get; set; }

        /// <summary>Completes when a write waits.</summary>
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DateTimeOffset? Heartbeat { get; init; }

        public async Task<DateTimeOffset?> LastAliveAsync(string sessionId) => Heartbeat ?? await inner.LastAliveAsync(sessionId);

        public FailingStore Over(ISessionStore store)
        {
            inner = store;
            return this;
        }

        public int Loads(string sessionId) => loads.GetValueOrDefault(sessionId);

        public Task<IReadOnlyList<Row>> LoadAsync(string sessionId)
        {
            loads.AddOrUpdate(sessionId, 1, static (_, count) => count + 1);
            return inner.LoadAsync(sessionId);
        }

        public async Task WriteAsync(string sessionId, DateTimeOffset? wakeAt, IReadOnlyList<Row> rows, IReadOnlyList<Post>? posts = null)
        {
            if (Held is { } held)
            {
                Reached.TrySetResult();
                await held.Task;
            }

            if (Fails) throw new IOException("disk full");
            await inner.WriteAsync(sessionId, wakeAt, rows, posts);
        }

        public Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, int limit) => inner.DueAsync(now, limit);

        public Task HeartbeatAsync(DateTimeOffset now) => inner.HeartbeatAsync(now);
    }
}
