using System.Net;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SessionRelay.Signaling.Hub;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

public sealed class LimitTests(SharedHost shared)
{
    private readonly SignalingHost host = shared.Host;
    private readonly FakeTimeProvider clock = new();

    /// <summary>A hub connection that notes being aborted.</summary>
    private sealed class Connection : HubCallerContext
    {
        public bool Aborted { get; private set; }

        public override string ConnectionId => "c";

        public override string? UserIdentifier => null;

        public override System.Security.Claims.ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();

        public override CancellationToken ConnectionAborted => CancellationToken.None;

        public override void Abort() => Aborted = true;
    }

    [Fact]
    public void A_bucket_gives_its_burst_and_then_its_rate()
    {
        var bucket = new TokenBucket(100, 50, clock);
        for (var i = 0; i < 100; i++) bucket.TryTake().ShouldBeTrue();
        bucket.TryTake().ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 50; i++) bucket.TryTake().ShouldBeTrue();
        bucket.TryTake().ShouldBeFalse();
        clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 100; i++) bucket.TryTake().ShouldBeTrue();
        bucket.TryTake().ShouldBeFalse();
    }

    [Fact]
    public void Failed_entries_are_counted_by_address()
    {
        var limiter = new EnterLimiter(clock);
        var here = IPAddress.Parse("192.0.2.1");
        for (var i = 0; i < 20; i++) limiter.TryFail(here).ShouldBeTrue();
        limiter.TryFail(here).ShouldBeFalse();
        limiter.TryFail(IPAddress.Parse("::ffff:192.0.2.1")).ShouldBeFalse();
        limiter.TryFail(IPAddress.Parse("192.0.2.2")).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(3));
        limiter.TryFail(here).ShouldBeTrue();
        limiter.TryFail(here).ShouldBeFalse();
    }

    [Fact]
    public void An_ipv6_subscriber_is_one_address()
    {
        var limiter = new EnterLimiter(clock);
        for (var i = 0; i < 20; i++) limiter.TryFail(IPAddress.Parse($"2001:db8::{i:x}"));
        limiter.TryFail(IPAddress.Parse("2001:db8::ffff")).ShouldBeFalse();
        limiter.TryFail(IPAddress.Parse("2001:db8:0:1::1")).ShouldBeTrue();
    }

    [Fact]
    public void Memory_for_addresses_is_bounded()
    {
        var limiter = new EnterLimiter(clock);
        for (var i = 0; i < 30_000; i++) limiter.TryFail(new IPAddress(i + 0x0100_0000L));
        limiter.Addresses.ShouldBeLessThanOrEqualTo(10_000);
    }

    [Fact]
    public async Task The_21st_failed_entry_of_a_minute_is_refused_but_the_rest_of_the_practice_comes_in()
    {
        await using var own = await SignalingHost.StartAsync();
        var session = await own.CreateSessionAsync();
        var ticket = await own.MintAsync(session, "client", ParticipantRole.Guest);
        await using var client = await own.ConnectAsync();
        for (var i = 0; i < 10; i++) (await client.RefusalAsync("Enter", new { ticket = "guess", attempt = client.Attempt })).ShouldBe("ticket-invalid");
        for (var i = 0; i < 10; i++) (await client.RefusalAsync("Enter", new { resume = "guess" })).ShouldBe("ticket-invalid");
        (await client.RefusalAsync("Enter", new { ticket = "guess", attempt = client.Attempt })).ShouldBe("rate-limited");
        (await client.RefusalAsync("Enter", new { resume = "guess" })).ShouldBe("rate-limited");
        own.Metrics.Tickets["ticket-invalid"].ShouldBe(20);
        own.Metrics.Tickets["rate-limited"].ShouldBe(2);

        await using var other = await own.ConnectAsync();
        await other.EnterAsync(ticket);
        await using var back = await own.ConnectAsync();
        await back.ReturnAsync(other.Resume);
        back.State.ShouldBe("waiting");
    }

    [Fact]
    public async Task Guesses_on_many_connections_at_once_get_no_more_tries_than_one_after_another()
    {
        await using var own = await SignalingHost.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => own.ConnectAsync()));
        var codes = await Task.WhenAll(clients.Select(client => client.RefusalAsync("Enter", new { ticket = "guess", attempt = client.Attempt })));
        codes.Count(code => code == "ticket-invalid").ShouldBeInRange(20, 22); // a token comes back every three seconds
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Fact]
    public void A_connection_without_a_seat_ends_after_15_seconds()
    {
        var deadline = new SeatDeadline(clock);
        var (never, entered, left) = (new Connection(), new Connection(), new Connection());
        foreach (var connection in new[] { never, entered, left }) deadline.Start(connection);
        clock.Advance(TimeSpan.FromSeconds(10));
        deadline.Stop(entered);
        deadline.Stop(left);
        clock.Advance(TimeSpan.FromSeconds(5));
        deadline.Start(left);
        (never.Aborted, entered.Aborted, left.Aborted).ShouldBe((true, false, false));
        clock.Advance(TimeSpan.FromSeconds(15));
        (entered.Aborted, left.Aborted).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_connection_holds_a_seat_from_entering_to_leaving()
    {
        var timers = new FakeTimeProvider(host.Clock.GetUtcNow());
        await using var own = await SignalingHost.StartAsync(change: services => services.AddSingleton(new SeatDeadline(timers)));
        var session = await own.CreateSessionAsync();
        await using var entered = await own.EnterAsync(session, "client", ParticipantRole.Guest);
        var left = await own.EnterAsync(session, "other", ParticipantRole.Guest);
        var never = await own.ConnectAsync();
        await left.CallAsync("Leave", new { });
        await Should.ThrowAsync<HubException>(() => never.CallAsync("Enter", new { })); // the hub has seen the connection
        timers.Advance(SeatDeadline.Limit);
        await left.EndedAsync();
        await never.EndedAsync();
        await entered.CallAsync("Leave", new { }); // still there
    }

    [Fact]
    public async Task Calls_beyond_the_burst_are_refused()
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        var calls = Enumerable.Range(0, 300).Select(_ => client.CallAsync("WatchSlot", new { slot = 0, maxWidth = 1, maxHeight = 1, paused = false })).ToArray();
        var refused = 0;
        foreach (var call in calls)
        {
            try
            {
                await call;
            }
            catch (HubException e)
            {
                e.Message.ShouldContain("rate-limited: ");
                refused++;
            }
        }

        refused.ShouldBeInRange(1, 200);
    }

    [Fact]
    public async Task A_message_of_100_KiB_is_taken_and_one_of_200_KiB_ends_the_connection()
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await client.CallAsync("Connect", new { sdp = new string('v', 100 * 1024), peer = "a", generation = 0 });
        await Should.ThrowAsync<Exception>(() => client.CallAsync("Connect", new { sdp = new string('v', 200 * 1024), peer = "a", generation = 1 }));
        host.Relay.Rooms[session].Connects.Count.ShouldBe(1);
    }

    [Fact]
    public void The_hub_keeps_the_protocols_times()
    {
        var options = host.Services.GetRequiredService<IOptions<HubOptions<RelayHub>>>().Value;
        options.KeepAliveInterval.ShouldBe(TimeSpan.FromSeconds(2));
        options.ClientTimeoutInterval.ShouldBe(TimeSpan.FromSeconds(5));
        options.EnableDetailedErrors.ShouldBe(false);
    }

    [Theory]
    [InlineData("{\"ticket\":5}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{\"ticket\":null,\"attempt\":{}}")]
    public async Task A_request_of_another_shape_is_refused_and_the_connection_lives(string json)
    {
        await using var client = await host.ConnectAsync();
        await Should.ThrowAsync<HubException>(() => client.CallAsync("Enter", System.Text.Json.JsonDocument.Parse(json).RootElement));
        var session = await host.CreateSessionAsync();
        await client.EnterAsync(await host.MintAsync(session, "client", ParticipantRole.Guest));
    }

    [Fact]
    public async Task Only_WebSockets_are_answered()
    {
        using var response = await host.Api.PostAsync("/relay/hub/negotiate?negotiateVersion=1", null);
        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("WebSockets");
        text.ShouldNotContain("LongPolling");
        text.ShouldNotContain("ServerSentEvents");
    }
}
