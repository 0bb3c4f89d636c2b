using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using SessionRelay.Signaling.Operations;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Sessions;

/// <summary>Sessions over the relay itself.</summary>
public sealed class RelayTests
{
    [Fact]
    public async Task A_node_is_ready_for_as_long_as_its_relay_runs()
    {
        var relay = Relay.Start(new RelayOptions { UdpPort = 0, Shards = 2, PublicAddresses = [IPAddress.Loopback] }, NullLoggerFactory.Instance, TimeProvider.System);
        var check = new RelayCheck(relay);
        (await check.CheckHealthAsync(new HealthCheckContext())).Status.ShouldBe(HealthStatus.Healthy);
        await relay.DisposeAsync();
        (await check.CheckHealthAsync(new HealthCheckContext())).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task A_browsers_offer_is_answered_by_the_relay_and_its_rules_come_back_as_codes()
    {
        await using var relay = Relay.Start(new RelayOptions { UdpPort = 0, Shards = 1, PublicAddresses = [IPAddress.Loopback] }, NullLoggerFactory.Instance, TimeProvider.System);
        await using var host = await SignalingHost.StartAsync(change: services => services.AddSingleton(relay), realRelay: true);
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        using var reader = new StreamReader(typeof(RelayTests).Assembly.GetManifestResourceStream("offer.sdp").ShouldNotBeNull());
        var offer = await reader.ReadToEndAsync();

        (await client.RefusalAsync("Connect", new { sdp = "v=0", peer = "a", generation = 0 })).ShouldBe("bad-offer");
        foreach (var person in new[] { therapist, client })
        {
            var answer = await person.CallAsync("Connect", new { sdp = offer, peer = "a", generation = 0 });
            answer.GetProperty("sdp").GetString()!.ShouldContain("a=setup:passive");
            answer.GetProperty("slots").GetArrayLength().ShouldBeGreaterThan(0);
        }

        (await client.RefusalAsync("Connect", new { sdp = offer, peer = "a", generation = 0 })).ShouldBe("stale");
        relay.ReadCounters().Peers.ShouldBe(2);
        await client.CallAsync("Leave", new { });
        await client.ReturnAsync(client.Resume);
        await client.CallAsync("Connect", new { sdp = offer, peer = "b", generation = 0 });
        await therapist.CallAsync("End", new { });
        await client.EventAsync("ended");
    }
}
