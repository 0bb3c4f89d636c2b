using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sealing;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;
using SessionRelay.Signaling.Webhooks;

namespace SessionRelay.Signaling.Tests.Webhooks;

/// <summary>An event goes out until it is taken, in order, whatever happens to the receiver or to the node.</summary>
public sealed class DeliveryTests
{
    private static readonly SessionPolicy NoWaiting = new() { WaitingRoom = false };

    private readonly WatchedOutbox outbox = new();

    [Fact]
    public async Task An_event_that_is_not_taken_comes_again_under_its_id_before_those_after_it()
    {
        await using var receiver = await HookReceiver.StartAsync();
        receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = receiver.Came.Count <= 2 ? 500 : 200;
            return Task.CompletedTask;
        };
        await using var host = await SignalingHost.StartAsync(change: Watched(receiver));
        await JoinAndEndAsync(host);

        var came = await receiver.CameAsync(4);
        came.Select(hook => hook.Type).ShouldBe(["participant.joined", "participant.joined", "participant.joined", "session.ended"]);
        came.Take(3).Select(hook => hook.Id).Distinct().ShouldHaveSingleItem();
        came.ShouldAllBe(hook => hook.IsSignedWith(HookReceiver.Secret));
        await outbox.SettledAsync(2);
        var metrics = await StopAsync(host);
        (metrics.Webhooks["ok"], metrics.Webhooks["failed"]).ShouldBe((2, 2));
        metrics.DrainWebhookLagSeconds().Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_waits_while_the_node_is_started_again_is_told_after()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await receiver.DownAsync();
        var host = await SignalingHost.StartAsync(change: Watched(receiver));
        var session = await JoinAndEndAsync(host);
        await host.StopAsync();
        await receiver.UpAsync();
        await using var node = await SignalingHost.StartAsync(host.DataPath, host.Clock, Watched(receiver));

        (await receiver.CameAsync(2)).Select(hook => (hook.Type, hook.Session)).ShouldBe([("participant.joined", session), ("session.ended", session)]);
        await outbox.SettledAsync(2);
        receiver.Came.Count.ShouldBe(2);
    }

    [Fact]
    public async Task After_a_crash_at_any_write_what_waits_is_what_the_session_knows()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await receiver.DownAsync(); // nothing is taken: each image has all events of its session so far
        var images = new ConcurrentQueue<string>();
        var dataPath = SignalingHost.NewDataPath();
        await using (var host = await SignalingHost.StartAsync(dataPath, change: services =>
        {
            receiver.Told()(services);
            services.AddSingleton<ISessionStore>(its => new ImagedStore(its.GetRequiredService<SqliteSessionStore>(), () => images.Enqueue(CrashImage.Of(dataPath))));
        }))
        {
            var began = host.Clock.GetUtcNow();
            await host.Sessions.CreateAsync("s", began, began.AddMinutes(50), NoWaiting);
            await using var therapist = await host.EnterAsync("s", "therapist", ParticipantRole.Host);
            await using var client = await host.EnterAsync("s", "client", ParticipantRole.Guest);
            await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
            var room = host.Relay.Rooms["s"];
            room.Say(new RelayEvent.PathLive("therapist", "t", began));
            await therapist.SeesAsync("therapist", "live");
            room.Say(new RelayEvent.PathLive("client", "c", began));
            await therapist.SeesAsync("client", "live");
            room.Say(new RelayEvent.PathSilent("client", "c", began));
            await therapist.SeesAsync("client", "reconnecting");
            await therapist.CallAsync("Extend", new { minutes = 3 });
            await client.CallAsync("Leave", new { });
            await therapist.CallAsync("End", new { });
        }

        var told = new List<string>();
        foreach (var image in images)
        {
            await using var store = new SqliteSessionStore(Path.Combine(image, "sessions.db"), new Sealer(NodeKeys.Open(image)));
            told = await WaitingAsync(store, new WebhookOptions { Url = receiver.Url }.Key, "s");
            told.Order().ShouldBe(Known(await store.LoadAsync("s")).Order());
        }

        told.ShouldBe(["participant.joined", "participant.joined", "session.started", "participant.reconnecting", "session.extended", "participant.left", "session.ended"]);
        images.Count.ShouldBeGreaterThanOrEqualTo(9);
    }

    [Fact]
    public async Task After_a_crash_before_anything_was_told_the_next_node_tells_it()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await receiver.DownAsync();
        string image;
        await using (var host = await SignalingHost.StartAsync(change: receiver.Told()))
        {
            await JoinAndEndAsync(host);
            image = CrashImage.Of(host.DataPath);
        }

        await receiver.UpAsync();
        await using var node = await SignalingHost.StartAsync(image, change: Watched(receiver));
        (await receiver.CameAsync(2)).Select(hook => hook.Type).ShouldBe(["participant.joined", "session.ended"]);
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var elsewhere = await HookReceiver.StartAsync();
        await using var receiver = await HookReceiver.StartAsync();
        receiver.Answer = (_, context) =>
        {
            if (receiver.Came.Count > 1) return Task.CompletedTask;
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = elsewhere.Url;
            return Task.CompletedTask;
        };
        await using var host = await SignalingHost.StartAsync(change: Watched(receiver));
        await host.Sessions.EndAsync(await host.CreateSessionAsync());

        var came = await receiver.CameAsync(2);
        came[1].Id.ShouldBe(came[0].Id);
        elsewhere.Came.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_holds_up_neither_sessions_nor_other_receivers_nor_other_sessions_events()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var slow = await HookReceiver.StartAsync();
        await using var quick = await HookReceiver.StartAsync();
        await using var host = await SignalingHost.StartAsync(change: services =>
        {
            slow.Told()(services);
            Watched(quick)(services);
        });
        var held = await host.CreateSessionAsync();
        slow.Answer = (hook, context) => hook.Session == held ? release.Task.WaitAsync(context.RequestAborted) : Task.CompletedTask;
        await host.Sessions.EndAsync(held); // is answered at once
        await slow.CameAsync(1);
        var other = await JoinAndEndAsync(host);

        (await quick.CameAsync(3)).Select(hook => hook.Session).ShouldBe([held, other, other], ignoreOrder: true);
        (await slow.CameAsync(3)).Select(hook => hook.Session).ShouldBe([held, other, other]);
        await outbox.SettledAsync(5);
        release.SetResult();
        await outbox.SettledAsync(1);
    }

    [Fact]
    public async Task A_long_answer_is_not_read()
    {
        // A bare socket: a web server takes writes for a while that go nowhere any more, and they would be counted.
        using var receiver = new TcpListener(IPAddress.Loopback, 0);
        receiver.Start();
        var written = AnswerWithoutEndAsync(receiver);
        await using var host = await SignalingHost.StartAsync(change: services =>
        {
            services.Configure<WebhookSettings>(settings => settings.Receivers.Add(new WebhookOptions
            {
                Url = $"http://127.0.0.1:{((IPEndPoint)receiver.LocalEndpoint).Port}/hooks",
                Secret = HookReceiver.Secret,
            }));
            outbox.Over(services);
        });
        await host.Sessions.EndAsync(await host.CreateSessionAsync());
        await outbox.SettledAsync(1);
        (await written).ShouldBeLessThan(64L << 20, "what stood in buffers on the way");
    }

    [Fact]
    public async Task What_nobody_takes_for_a_day_is_given_up_and_counted()
    {
        await using var receiver = await HookReceiver.StartAsync();
        receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await using var host = await SignalingHost.StartAsync(change: Watched(receiver));
        await JoinAndEndAsync(host);
        await outbox.DelayedAsync();
        host.Clock.Advance(TimeSpan.FromHours(23));
        await outbox.DelayedAsync();
        host.Metrics.Webhooks.ShouldNotContainKey("expired");
        host.Clock.Advance(TimeSpan.FromHours(2));

        await outbox.SettledAsync(2);
        var metrics = await StopAsync(host);
        receiver.Came.Select(hook => hook.Type).Distinct().ShouldBe(["participant.joined", "session.ended"], "each was tried");
        metrics.Webhooks["expired"].ShouldBe(2);
        metrics.Webhooks.ShouldNotContainKey("ok");
    }

    [Fact]
    public async Task What_waits_for_a_receiver_that_is_no_longer_set_is_dropped_and_counted()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await receiver.DownAsync();
        var host = await SignalingHost.StartAsync(change: Watched(receiver));
        await JoinAndEndAsync(host);
        await host.StopAsync();
        await outbox.ClearedAsync();
        await using var node = await SignalingHost.StartAsync(host.DataPath, host.Clock, outbox.Over);

        await outbox.ClearedAsync();
        (await StopAsync(node)).Webhooks["unknown-receiver"].ShouldBe(2);
    }

    [Fact]
    public void Pauses_double_up_to_a_quarter_of_an_hour()
    {
        Enumerable.Range(0, 4).Select(attempts => WebhookReceiver.PauseAfter(attempts).TotalSeconds).ShouldBe([1, 2, 4, 8]);
        WebhookReceiver.PauseAfter(9).TotalSeconds.ShouldBe(512);
        WebhookReceiver.PauseAfter(10).ShouldBe(TimeSpan.FromMinutes(15));
        WebhookReceiver.PauseAfter(int.MaxValue).ShouldBe(TimeSpan.FromMinutes(15));
    }

    /// <summary>Takes one request, answers 200 with a gigabyte behind it, and gives how much of it went out before the other side closed.</summary>
    private static async Task<long> AnswerWithoutEndAsync(TcpListener receiver)
    {
        const long AtMost = 1L << 30;
        var cancel = TestContext.Current.CancellationToken;
        using var came = await receiver.AcceptSocketAsync(cancel);
        var block = new byte[64 * 1024];
        await came.ReceiveAsync(block, cancel);
        var written = 0L;
        try
        {
            await came.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {AtMost}\r\n\r\n"), cancel);
            while (written < AtMost) written += await came.SendAsync(block, cancel);
        }
        catch (SocketException)
        {
            // Closed: nobody reads on.
        }

        return written;
    }

    private Action<IServiceCollection> Watched(HookReceiver receiver) => services =>
    {
        receiver.Told()(services);
        outbox.Over(services);
    };

    /// <summary>Two events: somebody joins, and the session ends.</summary>
    private static async Task<string> JoinAndEndAsync(SignalingHost host)
    {
        var session = await host.CreateSessionAsync(NoWaiting);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        host.Relay.Rooms[session].Say(new RelayEvent.PathLive("therapist", "t", host.Clock.GetUtcNow()));
        await therapist.SeesAsync("therapist", "live");
        await host.Sessions.EndAsync(session);
        return session;
    }

    /// <summary>Counts are complete when nothing is under way any more.</summary>
    private static async Task<SessionMetrics> StopAsync(SignalingHost host)
    {
        var metrics = host.Metrics;
        await host.StopAsync();
        return metrics;
    }

    /// <summary>The types of what waits in a lane, in order; takes it out.</summary>
    private static async Task<List<string>> WaitingAsync(SqliteSessionStore store, string receiver, string session)
    {
        var types = new List<string>();
        while (await store.OldestAsync(receiver, session) is { } post)
        {
            types.Add(JsonDocument.Parse(post.Body).RootElement.GetProperty("type").GetString()!);
            await store.SettleAsync(receiver, session, post.Number);
        }

        return types;
    }

    /// <summary>What a session must have told, by what it has stored. (Nobody comes back in this test.)</summary>
    private static IEnumerable<string> Known(IReadOnlyList<Row> rows)
    {
        foreach (var row in rows)
        {
            if (row.Kind == RowKind.Gap) yield return "participant.reconnecting";
            if (row.Kind == RowKind.Seat)
            {
                var seat = JsonSerializer.Deserialize<SeatRecord>(row.Value, WireJson.Options)!;
                if (seat.FirstLiveAt is not null) yield return "participant.joined";
                if (seat is { FirstLiveAt: not null, Left: true }) yield return "participant.left";
            }

            if (row.Kind == RowKind.Session)
            {
                var session = JsonSerializer.Deserialize<SessionRecord>(row.Value, WireJson.Options)!;
                if (session.StartedAt is not null) yield return "session.started";
                if (session.ExtendedMinutes > 0) yield return "session.extended";
                if (session.EndedAt is not null) yield return "session.ended";
            }
        }
    }

    /// <summary>The real store; after each write the disk is copied, as a crash right then would leave it.</summary>
    private sealed class ImagedStore(ISessionStore inner, Action written) : ISessionStore
    {
        public Task<DateTimeOffset?> LastAliveAsync(string sessionId) => inner.LastAliveAsync(sessionId);

        public Task<IReadOnlyList<Row>> LoadAsync(string sessionId) => inner.LoadAsync(sessionId);

        public async Task WriteAsync(string sessionId, DateTimeOffset? wakeAt, IReadOnlyList<Row> rows, IReadOnlyList<Post>? posts = null)
        {
            await inner.WriteAsync(sessionId, wakeAt, rows, posts);
            written();
        }

        public Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, int limit) => inner.DueAsync(now, limit);

        public Task HeartbeatAsync(DateTimeOffset now) => inner.HeartbeatAsync(now);
    }
}
