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
        for (var i = 0; i < 20; i++)
        {
            limiter.Allows(here).ShouldBeTrue();
            limiter.Failed(here);
        }

        limiter.Allows(here).ShouldBeFalse();
        limiter.Allows(IPAddress.Parse("::ffff:192.0.2.1")).ShouldBeFalse();
        limiter.Allows(IPAddress.Parse("192.0.2.2")).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(3));
        limiter.Allows(here).ShouldBeTrue();
    }

    [Fact]
    public void An_ipv6_subscriber_is_one_address()
    {
        var limiter = new EnterLimiter(clock);
        for (var i = 0; i < 20; i++) limiter.Failed(IPAddress.Parse($"2001:db8::{i:x}"));
        limiter.Allows(IPAddress.Parse("2001:db8::ffff")).ShouldBeFalse();
        limiter.Allows(IPAddress.Parse("2001:db8:0:1::1")).ShouldBeTrue();
    }

    [Fact]
    public void Memory_for_addresses_is_bounded()
    {
        var limiter = new EnterLimiter(clock);
        for (var i = 0; i < 30_000; i++) limiter.Failed(new IPAddress(i + 0x0100_0000L));
        limiter.Addresses.ShouldBeLessThanOrEqualTo(10_000);
    }

    [Fact]
    public async Task The_21st_failed_entry_of_a_minute_is_refused_and_so_is_a_good_one()
    {
        await using var own = await SignalingHost.StartAsync();
        var session = await own.CreateSessionAsync();
        var ticket = await own.MintAsync(session, "client", ParticipantRole.Guest);
        await using var client = await own.ConnectAsync();
        for (var i = 0; i < 20; i++) (await client.RefusalAsync("Enter", new { ticket = "guess", attempt = client.Attempt })).ShouldBe("ticket-invalid");
        await using var other = await own.ConnectAsync();
        (await other.RefusalAsync("Enter", new { ticket, attempt = other.Attempt })).ShouldBe("rate-limited");
        own.Metrics.Tickets["ticket-invalid"].ShouldBe(20);
        own.Metrics.Tickets["rate-limited"].ShouldBe(1);
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
