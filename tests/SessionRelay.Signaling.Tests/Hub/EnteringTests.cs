using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
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

    [Fact]
    public async Task A_ticket_lets_in_once_but_the_same_attempt_again()
    {
        var session = await host.CreateSessionAsync();
        await using var first = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await using var other = await host.ConnectAsync();
        (await other.RefusalAsync("Enter", new { ticket = first.Ticket, attempt = other.Attempt })).ShouldBe("ticket-used");

        await using var again = await host.ConnectAsync();
        await again.EnterAsync(first.Ticket, first.Attempt);
        again.State.ShouldBe("waiting");
        await first.EventAsync("replaced");
    }

    [Fact]
    public async Task A_person_returns_with_the_resume_token_and_needs_no_new_admission()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Admit", new { participantId = "client" });
        await client.DisposeAsync();

        await using var back = await host.ConnectAsync();
        await back.ReturnAsync(client.Resume);
        back.State.ShouldBe("admitted");
        back.Resume.ShouldNotBe(client.Resume);
    }

    [Fact]
    public async Task The_token_before_works_until_the_new_one_is_used()
    {
        var session = await host.CreateSessionAsync();
        await using var first = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await using var second = await host.ConnectAsync();
        await second.ReturnAsync(first.Resume);
        await using var third = await host.ConnectAsync();
        await third.ReturnAsync(first.Resume); // the reply to the second was lost
        third.Resume.ShouldBe(second.Resume);
        await using var fourth = await host.ConnectAsync();
        await fourth.ReturnAsync(third.Resume);
        await using var late = await host.ConnectAsync();
        (await late.RefusalAsync("Enter", new { resume = first.Resume })).ShouldBe("ticket-invalid");
    }

    [Fact]
    public async Task The_newest_connection_wins_and_the_older_one_can_do_nothing_more()
    {
        var session = await host.CreateSessionAsync();
        await using var older = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var newer = await host.ConnectAsync();
        await newer.ReturnAsync(older.Resume);
        await older.EventAsync("replaced");
        (await older.RefusalAsync("SendChat", new { text = "still here?" })).ShouldBe("not-admitted");
        (await newer.CallAsync("SendChat", new { text = "here" })).GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Who_was_removed_can_return_neither_with_the_token_nor_with_old_tickets()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        var unused = await host.MintAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Admit", new { participantId = "client" });
        await client.CallAsync("Connect", new { sdp = "offer", peer = "a", generation = 0 });
        await therapist.CallAsync("Remove", new { participantId = "client" });
        (await client.EventAsync("removed")).GetProperty("declined").GetBoolean().ShouldBeFalse();
        host.Relay.Rooms[session].Disconnects.ShouldContain("client");

        await using var back = await host.ConnectAsync();
        (await back.RefusalAsync("Enter", new { resume = client.Resume })).ShouldBe("not-allowed");
        (await back.RefusalAsync("Enter", new { ticket = client.Ticket, attempt = client.Attempt })).ShouldBe("not-allowed");
        (await back.RefusalAsync("Enter", new { ticket = unused, attempt = client.Attempt })).ShouldBe("not-allowed");

        // A ticket minted after the removal is a new invitation: to the waiting room.
        await back.EnterAsync(await host.MintAsync(session, "client", ParticipantRole.Guest));
        back.State.ShouldBe("waiting");
        await using var old = await host.ConnectAsync();
        (await old.RefusalAsync("Enter", new { resume = client.Resume })).ShouldBe("ticket-invalid");
    }

    [Fact]
    public async Task Who_was_declined_may_knock_again()
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Remove", new { participantId = "client" });
        (await client.EventAsync("removed")).GetProperty("declined").GetBoolean().ShouldBeTrue();
        await client.EnterAsync(client.Ticket);
        client.State.ShouldBe("waiting");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_device_asks_to_move_and_the_host_decides(bool allow)
    {
        var session = await host.CreateSessionAsync();
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var phone = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Admit", new { participantId = "client" });

        await using var laptop = await host.ConnectAsync();
        var reply = await laptop.CallAsync("Enter", new { ticket = phone.Ticket, attempt = laptop.Attempt, move = true });
        reply.GetProperty("state").GetString().ShouldBe("waiting");
        reply.GetProperty("resume").GetString().ShouldBe("");
        (await laptop.RefusalAsync("Connect", new { sdp = "offer", peer = "a", generation = 0 })).ShouldBe("not-admitted");
        (await therapist.EventAsync("moveRequested")).GetProperty("participantId").GetString().ShouldBe("client");

        await therapist.CallAsync("AllowMove", new { participantId = "client", allow });
        if (allow)
        {
            (await laptop.EventAsync("admitted")).GetProperty("resume").GetString().ShouldNotBeNullOrEmpty();
            await phone.EventAsync("replaced");
            await laptop.CallAsync("SendChat", new { text = "here now" });
            (await phone.RefusalAsync("Enter", new { resume = phone.Resume })).ShouldBe("ticket-invalid");
            (await phone.RefusalAsync("Enter", new { ticket = phone.Ticket, attempt = phone.Attempt })).ShouldBe("ticket-used");
        }
        else
        {
            (await laptop.EventAsync("removed")).GetProperty("declined").GetBoolean().ShouldBeTrue();
            await phone.CallAsync("SendChat", new { text = "still here" });
        }
    }

    [Fact]
    public async Task A_host_who_closed_the_tab_comes_in_again_by_the_same_link_without_asking_anybody()
    {
        var session = await host.CreateSessionAsync();
        var before = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await before.CallAsync("Leave", new { closing = true });
        await before.DisposeAsync();

        await using var again = await host.ConnectAsync();
        (await again.RefusalAsync("Enter", new { ticket = before.Ticket, attempt = again.Attempt })).ShouldBe("ticket-used");
        var reply = await again.CallAsync("Enter", new { ticket = before.Ticket, attempt = again.Attempt, move = true });
        reply.GetProperty("state").GetString().ShouldBe("admitted");
        reply.GetProperty("resume").GetString().ShouldNotBeNullOrEmpty();
        await again.CallAsync("SendChat", new { text = "back" });

        await using var old = await host.ConnectAsync();
        (await old.RefusalAsync("Enter", new { resume = before.Resume })).ShouldBe("ticket-invalid");
    }

    [Fact]
    public async Task A_host_moves_to_another_device_while_the_first_one_is_still_connected()
    {
        var session = await host.CreateSessionAsync();
        await using var office = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var home = await host.ConnectAsync();
        var reply = await home.CallAsync("Enter", new { ticket = office.Ticket, attempt = home.Attempt, move = true });
        reply.GetProperty("state").GetString().ShouldBe("admitted");
        await office.EventAsync("replaced");
    }

    [Fact]
    public async Task A_guest_whom_nobody_can_answer_knocks_anew_with_the_used_link()
    {
        var session = await host.CreateSessionAsync();
        var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Admit", new { participantId = "client" });
        await client.CallAsync("Leave", new { });
        await client.DisposeAsync();
        await therapist.CallAsync("SendChat", new { text = "for the client's eyes" });
        await therapist.CallAsync("Leave", new { });
        await therapist.DisposeAsync();

        await using var phone = await host.ConnectAsync();
        (await phone.RefusalAsync("Enter", new { ticket = client.Ticket, attempt = phone.Attempt })).ShouldBe("ticket-used");
        var reply = await phone.CallAsync("Enter", new { ticket = client.Ticket, attempt = phone.Attempt, move = true });
        reply.GetProperty("state").GetString().ShouldBe("waiting"); // whoever holds the link now was seen by nobody
        reply.GetProperty("resume").GetString().ShouldNotBeNullOrEmpty();
        reply.GetProperty("chat").GetArrayLength().ShouldBe(0);

        await using var back = await host.ConnectAsync();
        await back.ReturnAsync(therapist.Resume);
        await back.CallAsync("Admit", new { participantId = "client" });
        (await phone.EventAsync("admitted")).GetProperty("chat").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_full_session_takes_nobody_more_but_always_its_host()
    {
        var session = await host.CreateSessionAsync(new SessionPolicy { MaxPeople = 3 });
        await using var one = await host.EnterAsync(session, "one", ParticipantRole.Guest);
        await using var two = await host.EnterAsync(session, "two", ParticipantRole.Guest);
        await using var three = await host.ConnectAsync();
        var ticket = await host.MintAsync(session, "three", ParticipantRole.Guest);
        (await three.RefusalAsync("Enter", new { ticket, attempt = three.Attempt })).ShouldBe("session-full");
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        therapist.State.ShouldBe("admitted");

        await two.CallAsync("Leave", new { });
        await three.EnterAsync(ticket);
        three.State.ShouldBe("waiting");
    }

    [Fact]
    public async Task Before_its_window_a_session_is_too_early()
    {
        var session = await host.CreateSessionAsync(startsIn: TimeSpan.FromMinutes(16));
        await using var client = await host.ConnectAsync();
        var ticket = await host.MintAsync(session, "client", ParticipantRole.Guest);
        (await client.RefusalAsync("Enter", new { ticket, attempt = client.Attempt })).ShouldBe("too-early");

        var open = await host.CreateSessionAsync(startsIn: TimeSpan.FromMinutes(14));
        await using var early = await host.EnterAsync(open, "client", ParticipantRole.Guest);
        early.State.ShouldBe("waiting");
    }

    [Theory]
    [InlineData("another-key", "ticket-invalid")]
    [InlineData("expired", "ticket-expired")]
    [InlineData("early", "too-early")]
    [InlineData("unknown-session", "ticket-invalid")]
    [InlineData("good", null)]
    public async Task A_ticket_of_the_booking_system_is_held_to_its_key_and_limits(string kind, string? refusal)
    {
        var session = await host.CreateSessionAsync();
        var now = host.Clock.GetUtcNow();
        var before = host.Metrics.Tickets.GetValueOrDefault(refusal ?? "ok");
        var ticket = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                ["iss"] = "practice",
                ["aud"] = "session-relay",
                ["sid"] = kind == "unknown-session" ? "nobody-made-this" : session,
                ["sub"] = "client",
                ["name"] = "Client",
                ["role"] = "guest",
                ["jti"] = Guid.NewGuid().ToString(),
                ["nbf"] = now.AddMinutes(kind == "early" ? 5 : -5).ToUnixTimeSeconds(),
                ["exp"] = now.AddMinutes(kind == "expired" ? -1 : 5).ToUnixTimeSeconds(),
            },
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(kind == "another-key" ? Encoding.ASCII.GetBytes(new string('x', 32)) : SignalingHost.IssuerSecret) { KeyId = "practice" }, "HS256"),
        });
        await using var client = await host.ConnectAsync();
        if (refusal is null) (await client.EnterAsync(ticket)).GetProperty("state").GetString().ShouldBe("waiting");
        else (await client.RefusalAsync("Enter", new { ticket, attempt = client.Attempt })).ShouldBe(refusal);
        host.Metrics.Tickets[refusal ?? "ok"].ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task Without_ticket_or_attempt_nobody_enters()
    {
        var session = await host.CreateSessionAsync();
        var ticket = await host.MintAsync(session, "client", ParticipantRole.Guest);
        await using var client = await host.ConnectAsync();
        (await client.RefusalAsync("Enter", new { })).ShouldBe("ticket-invalid");
        (await client.RefusalAsync("Enter", new { ticket })).ShouldBe("bad-request");
        (await client.RefusalAsync("Enter", new { resume = "AAAA" })).ShouldBe("ticket-invalid");
    }
}
