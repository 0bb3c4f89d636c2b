using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

public sealed class EnteringTests(SharedHost shared)
{
    private readonly SignalingHost host = shared.Host;

    [Fact]
    public async Task A_host_comes_in_and_a_guest_waits_until_admitted()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        therapist.State.ShouldBe("admitted");
        therapist.Reply.GetProperty("session").GetProperty("state").GetString().ShouldBe("open");
        therapist.Reply.GetProperty("can").EnumerateArray().Select(word => word.GetString()).ShouldBe(["audio", "video", "screen", "chat", "admit", "phone", "end", "extend"]);

        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        client.State.ShouldBe("waiting");
        client.Reply.GetProperty("participants").EnumerateArray().Select(p => p.GetProperty("id").GetString()).ShouldBe(["client"]);
        client.Reply.GetProperty("chat").GetArrayLength().ShouldBe(0);
        client.Reply.GetProperty("iceServers").GetArrayLength().ShouldBe(0);

        await therapist.SeesAsync("client", "waiting");
        await therapist.CallAsync("Admit", new { participantId = "client" });
        var admitted = await client.EventAsync("admitted");
        admitted.GetProperty("state").GetString().ShouldBe("admitted");
        admitted.GetProperty("participants").GetArrayLength().ShouldBe(2);
        await therapist.SeesAsync("client", "connecting");

        var answer = await client.CallAsync("Connect", new { sdp = "offer", peer = "a", generation = 0 });
        answer.GetProperty("sdp").GetString().ShouldBe("answer");
        var slot = answer.GetProperty("slots")[0];
        slot.GetProperty("mid").GetString().ShouldBe("3");
        slot.GetProperty("kind").GetString().ShouldBe("audio");
        slot.GetProperty("source").GetString().ShouldBe("camera");
        slot.GetProperty("paused").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        slot.GetProperty("participantId").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Without_a_waiting_room_a_guest_comes_in_at_once()
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { WaitingRoom = false });
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        client.State.ShouldBe("admitted");
    }
}
