using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Webhooks;

/// <summary>A booking system is told what happens in its sessions, in order and with the figures that the API has.</summary>
public sealed class WhatIsToldTests
{
    private static readonly SessionPolicy NoWaiting = new() { WaitingRoom = false };

    [Fact]
    public async Task Every_event_of_a_session_comes_in_order_with_its_figures()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var host = await SignalingHost.StartAsync(change: receiver.Told());
        var session = await host.CreateSessionAsync(NoWaiting);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host, name: "Marker-Name-9");
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest, name: "Marker-Name-8");
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        var room = host.Relay.Rooms[session];
        var began = host.Clock.GetUtcNow();
        room.Say(new RelayEvent.PathLive("therapist", "t", began));
        room.Say(new RelayEvent.PathLive("client", "c", began.AddSeconds(1)));
        await therapist.SeesAsync("client", "live");
        await therapist.CallAsync("SendChat", new { text = "Marker-Text-9" });
        room.Say(new RelayEvent.PathSilent("client", "c", began.AddSeconds(2)));
        await therapist.SeesAsync("client", "reconnecting");
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        room.Say(new RelayEvent.PathLive("client", "d", began.AddSeconds(9.5)));
        await receiver.CameAsync(5);
        await therapist.CallAsync("Extend", new { minutes = 5 });
        await client.CallAsync("Leave", new { });
        await therapist.CallAsync("End", new { });

        var came = await receiver.CameAsync(8);
        came.Select(hook => (hook.Type, hook.Participant)).ShouldBe(
        [
            ("participant.joined", "therapist"), ("participant.joined", "client"), ("session.started", null),
            ("participant.reconnecting", "client"), ("participant.reconnected", "client"),
            ("session.extended", "therapist"), ("participant.left", "client"), ("session.ended", null),
        ]);
        came.Select(hook => hook.Id).Distinct().Count().ShouldBe(8);
        came.ShouldAllBe(hook => hook.Session == session && hook.ContentType == "application/json; charset=utf-8");
        var view = await host.Sessions.ViewAsync(session);
        came[0].Body.GetProperty("data").GetProperty("role").GetString().ShouldBe("host");
        came[2].At.ShouldBe(began.AddSeconds(1), TimeSpan.FromMilliseconds(1));
        came[3].At.ShouldBe(began.AddSeconds(2), TimeSpan.FromMilliseconds(1));
        came[3].Lost.ShouldBe(0);
        came[3].Body.GetProperty("data").GetProperty("cause").GetString().ShouldBe("network");
        came[4].Lost.ShouldBe(7);
        came[4].Body.GetProperty("data").GetProperty("to").GetDateTimeOffset().ShouldBe(began.AddSeconds(9.5), TimeSpan.FromMilliseconds(1));
        came[5].Body.GetProperty("data").GetProperty("minutes").GetInt32().ShouldBe(5);
        came[4].Body.GetProperty("endsAt").GetDateTimeOffset().ShouldBe(view.EndsAt.AddMinutes(-5), TimeSpan.FromMilliseconds(1));
        came[5].Body.GetProperty("endsAt").GetDateTimeOffset().ShouldBe(view.EndsAt, TimeSpan.FromMilliseconds(1));
        came[7].Lost.ShouldBe(view.LostSeconds);
        var gap = came[7].Body.GetProperty("data").GetProperty("gaps").EnumerateArray().ShouldHaveSingleItem();
        gap.GetProperty("participantId").GetString().ShouldBe("client");
        gap.GetProperty("from").GetDateTimeOffset().ShouldBe(began.AddSeconds(2), TimeSpan.FromMilliseconds(1));
        gap.GetProperty("to").GetDateTimeOffset().ShouldBe(began.AddSeconds(9.5), TimeSpan.FromMilliseconds(1));
        gap.GetProperty("cause").GetString().ShouldBe("network");
        came.ShouldAllBe(hook => !hook.Body.GetRawText().Contains("Marker"));
        host.Logs.Lines.ShouldAllBe(line => !line.Contains("of-the-receiver") && !line.Contains(HookReceiver.Secret));
    }

    [Fact]
    public async Task A_page_that_was_closed_has_left_from_its_last_packet()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var host = await SignalingHost.StartAsync(change: receiver.Told("participant.left", "session.ended"));
        var session = await host.CreateSessionAsync(NoWaiting);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        var room = host.Relay.Rooms[session];
        var began = host.Clock.GetUtcNow();
        room.Say(new RelayEvent.PathLive("therapist", "t", began));
        room.Say(new RelayEvent.PathLive("client", "c", began));
        await therapist.SeesAsync("client", "live");
        await client.CallAsync("Leave", new { closing = true });
        room.Say(new RelayEvent.PathSilent("client", "c", began.AddSeconds(2)));
        await therapist.SeesAsync("client", "reconnecting");
        host.Clock.Advance(Seat.AwayLimit + TimeSpan.FromSeconds(1));

        var left = (await receiver.CameAsync(1))[0];
        (left.Type, left.Participant, left.Lost).ShouldBe(("participant.left", "client", 0L));
        left.At.ShouldBe(began.AddSeconds(2), TimeSpan.FromMilliseconds(1));
        await therapist.CallAsync("End", new { });
        (await receiver.CameAsync(2)).Select(hook => hook.Type).ShouldBe(["participant.left", "session.ended"]);
    }

    [Fact]
    public async Task A_session_that_nobody_came_to_ends_all_the_same()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var host = await SignalingHost.StartAsync(change: receiver.Told());
        var session = await host.CreateSessionAsync();
        await using var waits = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await waits.CallAsync("Leave", new { });
        await host.Sessions.EndAsync(session);
        await host.Sessions.EndAsync(session);

        var ended = (await receiver.CameAsync(1)).ShouldHaveSingleItem("who only waited has not joined, and an end comes once");
        ended.Type.ShouldBe("session.ended");
        ended.Body.GetProperty("data").GetProperty("gaps").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Each_receiver_is_told_what_it_wants()
    {
        await using var all = await HookReceiver.StartAsync();
        await using var ends = await HookReceiver.StartAsync();
        await using var host = await SignalingHost.StartAsync(change: services =>
        {
            all.Told()(services);
            ends.Told("session.ended")(services);
        });
        var session = await host.CreateSessionAsync(NoWaiting);
        await using var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        host.Relay.Rooms[session].Say(new RelayEvent.PathLive("therapist", "t", host.Clock.GetUtcNow()));
        await therapist.SeesAsync("therapist", "live");
        await therapist.CallAsync("End", new { });

        var told = await all.CameAsync(2);
        told.Select(hook => hook.Type).ShouldBe(["participant.joined", "session.ended"]);
        (await ends.CameAsync(1)).ShouldHaveSingleItem().Id.ShouldBe(told[1].Id, "an event has one id, whoever is told");
    }

    [Fact]
    public async Task A_signature_holds_for_its_body_and_its_secret_alone()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var host = await SignalingHost.StartAsync(change: receiver.Told());
        await host.Sessions.EndAsync(await host.CreateSessionAsync());

        var hook = (await receiver.CameAsync(1))[0];
        hook.IsSignedWith(HookReceiver.Secret).ShouldBeTrue();
        hook.IsSignedWith(HookReceiver.Secret + " ").ShouldBeFalse();
        var changed = hook.Bytes.ToArray();
        changed[^2] ^= 1;
        hook.IsSignedWith(HookReceiver.Secret, changed).ShouldBeFalse();
        (hook with { Signature = hook.Signature.Replace("t=1", "t=2") }).IsSignedWith(HookReceiver.Secret).ShouldBeFalse();
    }
}
