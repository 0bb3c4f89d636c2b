using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Sessions.Store;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

public sealed class ConversationTests(SharedHost shared)
{
    private static readonly SessionPolicy OpenDoor = new() { WaitingRoom = false };
    private readonly SignalingHost host = shared.Host;

    [Fact]
    public async Task Chat_reaches_everybody_is_replayed_on_return_and_erased_at_the_end()
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host, name: "Dr. Ada");
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        var sent = await therapist.CallAsync("SendChat", new { text = "Can you hear me?" });
        var line = await client.EventAsync("chat");
        line.GetProperty("id").GetString().ShouldBe(sent.GetProperty("id").GetString());
        line.GetProperty("participantId").GetString().ShouldBe("therapist");
        line.GetProperty("name").GetString().ShouldBe("Dr. Ada");
        line.GetProperty("text").GetString().ShouldBe("Can you hear me?");
        line.GetProperty("at").GetString()!.ShouldEndWith("Z");
        await therapist.EventAsync("chat");

        await using var back = await host.ConnectAsync();
        await back.ReturnAsync(client.Resume);
        back.Reply.GetProperty("chat").EnumerateArray().Select(it => it.GetProperty("text").GetString()).ShouldBe(["Can you hear me?"]);

        await therapist.CallAsync("End", new { });
        await back.EventAsync("ended");
        var rows = await host.Services.GetRequiredService<ISessionStore>().LoadAsync(session);
        rows.ShouldNotBeEmpty();
        rows.ShouldNotContain(row => row.Kind == RowKind.Chat);
        (await back.RefusalAsync("Enter", new { resume = back.Resume })).ShouldBe("session-ended");
    }

    [Theory]
    [InlineData(2000, true)]
    [InlineData(2001, false)]
    [InlineData(0, false)]
    public async Task A_line_has_1_to_2000_characters(int length, bool fits)
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        var argument = new { text = new string('a', length) };
        if (fits) await client.CallAsync("SendChat", argument);
        else (await client.RefusalAsync("SendChat", argument)).ShouldBe("bad-request");
    }

    [Fact]
    public async Task Lines_arrive_in_the_order_in_which_they_were_said()
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        var said = Enumerable.Range(0, 40).Select(n => $"line {n}").ToArray();
        foreach (var text in said) _ = client.CallAsync("SendChat", new { text });
        await therapist.EventAsync("chat", line => line.GetProperty("text").GetString() == said[^1]);
        therapist.Received.Where(e => e.Name == "chat").Select(e => e.Payload.GetProperty("text").GetString()).ShouldBe(said);
    }

    [Fact]
    public async Task Mute_is_seen_by_the_others_and_told_to_the_relay()
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await client.CallAsync("Connect", new { sdp = "offer", peer = "a", generation = 0 });
        await client.CallAsync("SetMedia", new { audio = false, video = true, screen = false });
        await therapist.EventAsync("participants", list => list.EnumerateArray().Any(p => p.GetProperty("id").GetString() == "client" && !p.GetProperty("audio").GetBoolean()));
        host.Relay.Rooms[session].Media.ShouldContain(("client", new SendingMedia(false, true, false)));
    }

    [Fact]
    public async Task A_picture_that_the_way_up_does_not_take_is_told_to_the_relay_and_to_nobody_as_a_camera_that_is_off()
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await client.CallAsync("Connect", new { sdp = "offer", peer = "a", generation = 0 });
        await client.CallAsync("SetMedia", new { audio = true, video = true, screen = false, held = true });
        host.Relay.Rooms[session].Media.ShouldContain(("client", new SendingMedia(true, true, false, Held: true)));
        await using var late = await host.EnterAsync(session, "late", ParticipantRole.Guest);
        late.Reply.GetProperty("participants").EnumerateArray().Single(p => p.GetProperty("id").GetString() == "client").GetProperty("video").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task An_extension_moves_the_end_for_everybody_within_the_policy()
    {
        var session = await host.CreateSessionAsync(OpenDoor with { ExtendMinutes = 15 });
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        var before = therapist.Reply.GetProperty("session").GetProperty("endsAt").GetDateTimeOffset();
        var reply = await therapist.CallAsync("Extend", new { minutes = 10 });
        reply.GetProperty("endsAt").GetDateTimeOffset().ShouldBe(before.AddMinutes(10));
        await client.EventAsync("clock", clock => clock.GetProperty("endsAt").GetDateTimeOffset() == before.AddMinutes(10));
        (await therapist.RefusalAsync("Extend", new { minutes = 6 })).ShouldBe("extend-refused");
        await therapist.CallAsync("Extend", new { minutes = 5 });
    }

    [Fact]
    public async Task Who_leaves_gives_up_place_and_media_and_may_come_back_without_admission()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Admit", new { participantId = "client" });
        await client.CallAsync("Connect", new { sdp = "offer", peer = "a", generation = 0 });
        await client.CallAsync("Leave", new { });
        await therapist.SeesAsync("client", "left");
        host.Relay.Rooms[session].Disconnects.ShouldContain("client");
        await client.ReturnAsync(client.Resume);
        client.State.ShouldBe("admitted");
    }

    [Fact]
    public async Task Words_are_the_protocols()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        var clock = therapist.Reply.GetProperty("clock");
        clock.EnumerateObject().Select(p => p.Name).ShouldBe(["startsAt", "endsAt", "now", "lostSeconds", "hostLate", "hostPresent"]);
        var self = therapist.Reply.GetProperty("participants")[0];
        self.EnumerateObject().Select(p => p.Name).ShouldBe(["id", "name", "role", "state", "audio", "video", "screen", "quality"]);
        self.GetProperty("role").GetString().ShouldBe("host");
        self.GetProperty("quality").GetString().ShouldBe("good");
        var policy = therapist.Reply.GetProperty("session").GetProperty("policy");
        policy.GetProperty("phone").GetString().ShouldBe("offer");
        policy.GetProperty("maxPeople").ValueKind.ShouldBe(JsonValueKind.Number);
    }
}
