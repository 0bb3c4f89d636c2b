using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;
using SessionRelay.Signaling.Webhooks;

namespace SessionRelay.Signaling.Tests.Sessions;

/// <summary>Lists of participants show nothing that a crash could take back: neither those of a deed, nor those that the tick repeats.</summary>
public sealed class WhatIsToldIsOnTheDiskTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Who_has_come_and_is_not_stored_yet_is_in_nobodys_list()
    {
        await using var two = await TwoWhoEnter.BeginAsync();
        two.WritesFirst.Released.SetResult();
        await two.FirstEnters;
        await two.Therapist.SeesAsync("first", "waiting");
        await TicksPassAsync(two.Host); // the list of who has entered is repeated by their session's next one
        Lists(two.Therapist).ShouldNotContain("\"second\"");

        two.WritesSecond.Released.SetResult();
        await two.SecondEnters;
        await two.Therapist.SeesAsync("second", "waiting");
    }

    /// <summary>The write of a deed comes to nothing, and that of the next, which was made upon it, is done.</summary>
    [Fact]
    public async Task What_was_made_upon_a_deed_that_could_not_be_stored_is_told_to_nobody()
    {
        await using var two = await TwoWhoEnter.BeginAsync();
        two.WritesFirst.Released.SetException(new IOException("No space left on device"));
        await Should.ThrowAsync<Exception>(two.FirstEnters);
        two.WritesSecond.Released.SetResult();
        await Should.ThrowAsync<Exception>(two.SecondEnters);
        await two.Therapist.EventAsync("reconnect", _ => true);
        Lists(two.Therapist).ShouldNotContain("\"first\"");
        Lists(two.Therapist).ShouldNotContain("\"second\"");
    }

    private static string Lists(TestClient client) => string.Join('\n', client.Received.Where(e => e.Name == "participants").Select(e => e.Payload.GetRawText()));

    /// <summary>Another session, which nobody holds up, ticks as often: each time after somebody has entered, everybody there is told the clock.</summary>
    private static async Task TicksPassAsync(SignalingHost host)
    {
        var other = await host.CreateSessionAsync();
        await using var watcher = await host.EnterAsync(other, "watcher", ParticipantRole.Host);
        for (var number = 0; number < 4; number++)
        {
            watcher.Forget();
            await using var guest = await host.EnterAsync(other, $"guest-{number}", ParticipantRole.Guest);
            await watcher.EventAsync("clock", _ => true);
        }
    }

    /// <summary>A therapist is there, and two guests enter one after the other; the writes of both wait.</summary>
    private sealed class TwoWhoEnter(SignalingHost host, TestClient therapist, TestClient first, TestClient second) : IAsyncDisposable
    {
        public SignalingHost Host => host;

        public TestClient Therapist => therapist;

        public required Hold WritesFirst { get; init; }

        public required Hold WritesSecond { get; init; }

        public required Task FirstEnters { get; init; }

        public required Task SecondEnters { get; init; }

        public static async Task<TwoWhoEnter> BeginAsync()
        {
            var store = new HeldStore();
            var host = await SignalingHost.StartAsync(change: services => services.AddSingleton<ISessionStore>(its => store.Over(its.GetRequiredService<SqliteSessionStore>())));
            var session = await host.CreateSessionAsync();
            var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
            var (first, second) = (await host.ConnectAsync(), await host.ConnectAsync());
            var (firstTicket, secondTicket) = (await host.MintAsync(session, "first", ParticipantRole.Guest), await host.MintAsync(session, "second", ParticipantRole.Guest));
            therapist.Forget();

            var writesFirst = store.HoldNext();
            var firstEnters = first.EnterAsync(firstTicket);
            await writesFirst.Reached.Task.WaitAsync(Bound);
            var writesSecond = store.HoldNext();
            var secondEnters = second.EnterAsync(secondTicket);
            await writesSecond.Reached.Task.WaitAsync(Bound);
            return new TwoWhoEnter(host, therapist, first, second) { WritesFirst = writesFirst, WritesSecond = writesSecond, FirstEnters = firstEnters, SecondEnters = secondEnters };
        }

        public async ValueTask DisposeAsync()
        {
            await second.DisposeAsync();
            await first.DisposeAsync();
            await therapist.DisposeAsync();
            await host.DisposeAsync();
        }
    }

    /// <summary>The store itself, in which a test can have a write wait.</summary>
    private sealed class HeldStore : ISessionStore
    {
        private ISessionStore inner = null!;
        private volatile Hold? next;

        public HeldStore Over(ISessionStore store)
        {
            inner = store;
            return this;
        }

        public Hold HoldNext() => next = new Hold();

        public async Task WriteAsync(string sessionId, DateTimeOffset? wakeAt, IReadOnlyList<Row> rows, IReadOnlyList<Post>? posts = null)
        {
            if (Interlocked.Exchange(ref next, null) is { } hold)
            {
                hold.Reached.SetResult();
                await hold.Released.Task;
            }

            await inner.WriteAsync(sessionId, wakeAt, rows, posts);
        }

        public Task<DateTimeOffset?> LastAliveAsync(string sessionId) => inner.LastAliveAsync(sessionId);

        public Task<IReadOnlyList<Row>> LoadAsync(string sessionId) => inner.LoadAsync(sessionId);

        public Task<IReadOnlyList<string>> DueAsync(DateTimeOffset now, int limit) => inner.DueAsync(now, limit);

        public Task HeartbeatAsync(DateTimeOffset now) => inner.HeartbeatAsync(now);
    }

    private sealed class Hold
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
