using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Sessions;

/// <summary>What time alone brings about. Each test moves a clock of its own.</summary>
public sealed class TimeTests : IAsyncLifetime
{
    private static readonly SessionPolicy OpenDoor = new() { WaitingRoom = false };
    private SignalingHost host = null!;

    public async ValueTask InitializeAsync() => host = await SignalingHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_session_ends_at_its_end_plus_grace_and_not_before()
    {
        var session = await host.CreateSessionAsync(OpenDoor); // began a minute ago, lasts 50, grace 15
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await client.CallAsync("Connect", new { sdp = "offer", peer = "a", generation = 0 });
        host.Clock.Advance(TimeSpan.FromMinutes(63));
        await client.CallAsync("SendChat", new { text = "still here" });
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await client.EventAsync("ended");
        await host.Relay.Rooms[session].Closed.Task.WaitAsync(TimeSpan.FromSeconds(5));
        (await client.RefusalAsync("Enter", new { resume = client.Resume })).ShouldBe("session-ended");
        host.Metrics.Sessions.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_said_is_erased_although_nobody_is_there_at_the_end()
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        await using (var client = await host.EnterAsync(session, "client", ParticipantRole.Guest))
        {
            await client.CallAsync("SendChat", new { text = "hello" });
            await client.CallAsync("Leave", new { });
        }

        await host.StopAsync();
        host.Clock.Advance(TimeSpan.FromHours(2));
        await using var node = await SignalingHost.StartAsync(host.DataPath, host.Clock);
        var store = node.Services.GetRequiredService<ISessionStore>();
        (await store.LoadAsync(session)).ShouldContain(row => row.Kind == RowKind.Chat);
        await node.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<SessionUpkeep>().Single().SweepAsync();
        var rows = await store.LoadAsync(session);
        rows.ShouldNotContain(row => row.Kind == RowKind.Chat || row.Kind == RowKind.Ticket);
        (await store.DueAsync(node.Clock.GetUtcNow(), 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Guests_are_told_that_the_host_is_late()
    {
        var session = await host.CreateSessionAsync();
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        client.Reply.GetProperty("clock").GetProperty("hostLate").GetBoolean().ShouldBeFalse();
        host.Clock.Advance(TimeSpan.FromMinutes(9.5));
        await client.EventAsync("clock", clock => clock.GetProperty("hostLate").GetBoolean());
        client.Forget();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await client.EventAsync("clock", clock => !clock.GetProperty("hostLate").GetBoolean() && clock.GetProperty("hostPresent").GetBoolean());
        (await host.Sessions.ViewAsync(session)).LateSeconds.ShouldBeInRange(10 * 60, 11 * 60);
    }

    [Fact]
    public async Task Who_stops_waiting_is_gone_from_the_list()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using (var client = await host.EnterAsync(session, "client", ParticipantRole.Guest)) await therapist.SeesAsync("client", "waiting");
        await therapist.EventAsync("clock"); // the host's own connection lives on
        therapist.Forget();
        await WaitForAwayAsync(session, "client");
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        await therapist.EventAsync("participants", list => list.EnumerateArray().All(p => p.GetProperty("id").GetString() != "client"));
    }

    [Fact]
    public async Task A_page_that_was_closed_and_stays_away_has_left_from_its_last_packet()
    {
        var (session, therapist, client) = await TwoLiveAsync();
        await client.CallAsync("Leave", new { closing = true });
        var last = host.Clock.GetUtcNow();
        host.Relay.Rooms[session].Say(new RelayEvent.PathSilent("client", "c", last));
        await therapist.SeesAsync("client", "reconnecting");
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        await therapist.SeesAsync("client", "left");
        (await host.Sessions.ViewAsync(session)).LostSeconds.ShouldBe(0);
    }

    [Fact]
    public async Task A_page_that_was_loaded_anew_is_a_gap_of_the_page()
    {
        var (session, therapist, client) = await TwoLiveAsync();
        await client.CallAsync("Leave", new { closing = true });
        var last = host.Clock.GetUtcNow();
        host.Relay.Rooms[session].Say(new RelayEvent.PathSilent("client", "c", last));
        await therapist.SeesAsync("client", "reconnecting");
        await using var back = await host.ConnectAsync();
        await back.ReturnAsync(client.Resume);
        back.State.ShouldBe("admitted");
        await back.CallAsync("Connect", new { sdp = "offer", peer = "new", generation = 0 });
        host.Relay.Rooms[session].Say(new RelayEvent.PathLive("client", "new", last.AddSeconds(2)));
        await back.SeesAsync("client", "live");
        var gap = (await host.Sessions.ViewAsync(session)).Gaps.ShouldHaveSingleItem();
        gap.Cause.ShouldBe(GapCause.Page);
        host.Metrics.Reconnects[(GapCause.Page, "ok", "peer")].ShouldBe(1);
        host.Metrics.DrainMediaGapSeconds().ShouldHaveSingleItem().Seconds.ShouldBe(2, 0.01);
    }

    [Fact]
    public async Task A_person_with_a_broken_path_keeps_the_seat_until_the_end()
    {
        var (session, therapist, client) = await TwoLiveAsync();
        host.Relay.Rooms[session].Say(new RelayEvent.PathSilent("client", "c", host.Clock.GetUtcNow()));
        await client.DisposeAsync();
        await therapist.SeesAsync("client", "reconnecting");
        await WaitForAwayAsync(session, "client");
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        therapist.Forget();
        await therapist.EventAsync("clock", clock => clock.GetProperty("lostSeconds").GetInt64() >= 600);
        await using var back = await host.ConnectAsync();
        await back.ReturnAsync(client.Resume);
        back.State.ShouldBe("admitted");
        back.Reply.GetProperty("participants").EnumerateArray().Single(p => p.GetProperty("id").GetString() == "client").GetProperty("state").GetString().ShouldBe("reconnecting");
    }

    [Fact]
    public async Task Time_before_both_were_there_and_after_the_end_is_not_lost()
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        var room = host.Relay.Rooms[session];
        var now = host.Clock.GetUtcNow();
        room.Say(new RelayEvent.PathLive("therapist", "t", now));
        room.Say(new RelayEvent.PathSilent("therapist", "t", now.AddSeconds(1)));
        room.Say(new RelayEvent.PathLive("therapist", "t", now.AddSeconds(11))); // alone: nobody lost anything
        room.Say(new RelayEvent.PathLive("client", "c", now.AddSeconds(20)));
        await therapist.SeesAsync("client", "live");
        room.Say(new RelayEvent.PathSilent("client", "c", now.AddSeconds(30)));
        await therapist.SeesAsync("client", "reconnecting");
        host.Clock.Advance(TimeSpan.FromMinutes(60)); // beyond the end, within the grace
        var view = await host.Sessions.ViewAsync(session);
        view.LostSeconds.ShouldBe((long)(view.EndsAt - now.AddSeconds(30)).TotalSeconds);
    }

    [Fact]
    public async Task People_are_counted_by_state()
    {
        var (_, therapist, client) = await TwoLiveAsync();
        host.Metrics.Sessions.ShouldBe(1);
        host.Metrics.ParticipantsIn(ParticipantState.Live).ShouldBe(2);
        host.Metrics.DrainJoinSeconds().Count.ShouldBe(2);
        host.Metrics.DrainJoinSeconds().ShouldBeEmpty();
        await client.CallAsync("Leave", new { });
        await therapist.SeesAsync("client", "left");
        host.Metrics.ParticipantsIn(ParticipantState.Live).ShouldBe(1);
        host.Metrics.ParticipantsIn(ParticipantState.Left).ShouldBe(1);
    }

    private async Task<(string Session, TestClient Therapist, TestClient Client)> TwoLiveAsync()
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        await client.CallAsync("Connect", new { sdp = "offer", peer = "c", generation = 0 });
        var now = host.Clock.GetUtcNow();
        host.Relay.Rooms[session].Say(new RelayEvent.PathLive("therapist", "t", now));
        host.Relay.Rooms[session].Say(new RelayEvent.PathLive("client", "c", now));
        await therapist.SeesAsync("client", "live");
        return (session, therapist, client);
    }

    /// <summary>Waits until the server has noticed that somebody's connection is gone.</summary>
    private async Task WaitForAwayAsync(string session, string participantId)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!host.Logs.Lines.Any(line => line.Contains($"Participant {participantId} of session {session} is away from the hub", StringComparison.Ordinal)))
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
