using System.Diagnostics;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Sessions;

public sealed class HostingTests
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(5); // two are meant; the machine may be busy

    [Fact]
    public async Task Two_nodes_on_one_machine_do_not_collide_and_stop_fast_with_people_in_them()
    {
        await using var one = await SignalingHost.StartAsync();
        await using var two = await SignalingHost.StartAsync();
        foreach (var host in new[] { one, two })
        {
            var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
            var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
            await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
            var watch = Stopwatch.StartNew();
            await host.StopAsync();
            watch.Elapsed.ShouldBeLessThan(ShutdownLimit);
            TestContext.Current.TestOutputHelper!.WriteLine($"stopped in {watch.ElapsedMilliseconds} ms");
        }
    }

    [Fact]
    public async Task Nothing_that_people_say_or_are_called_is_logged()
    {
        await using var host = await SignalingHost.StartAsync();
        var session = await host.CreateSessionAsync();
        var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host, name: "Marker-Name");
        var client = await host.EnterAsync(session, "client", ParticipantRole.Guest, name: "Marker-Client");
        await therapist.CallAsync("Admit", new { participantId = "client" });
        await therapist.CallAsync("SendChat", new { text = "Marker-Text" });
        await client.EventAsync("chat");
        await client.CallAsync("Connect", new { sdp = "Marker-Sdp", peer = "Marker-Peer", generation = 0 });
        await client.RefusalAsync("Connect", new { sdp = "bad", peer = "p", generation = 0 });
        await client.RefusalAsync("Enter", new { ticket = "Marker-Ticket", attempt = client.Attempt });
        await host.Sessions.MintAsync(session, new Signaling.Api.TicketRequest("third", "Marker-Third", ParticipantRole.Guest, null, "+49301234567"));
        using (await host.Api.PostAsync($"/api/v1/sessions/{session}/tickets", new StringContent("{\"name\":\"Marker-Body\",\"x\":1}")))
        {
        }

        await host.StopAsync();
        var log = string.Join('\n', host.Logs.Lines);
        log.ShouldContain(session);
        log.ShouldContain("ticket-invalid");
        foreach (var secret in new[] { "Marker", "49301234567", therapist.Ticket, client.Ticket, client.Resume, client.Attempt, SignalingHost.ApiKey })
        {
            var at = log.IndexOf(secret, StringComparison.Ordinal);
            at.ShouldBe(-1, at < 0 ? "" : log[Math.Max(0, at - 300)..Math.Min(log.Length, at + 100)]);
        }
    }
}
