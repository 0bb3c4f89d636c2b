using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Signaling.Continuity;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Signaling.Tickets;

namespace SessionRelay.Signaling.Tests.Hub;

/// <summary>What the relay sees becomes what people see.</summary>
public sealed class PathTests(SharedHost shared)
{
    private static readonly SessionPolicy OpenDoor = new() { WaitingRoom = false };
    private readonly SignalingHost host = shared.Host;

    [Fact]
    public async Task A_broken_path_is_seen_at_once_and_its_time_is_lost_time()
    {
        var (session, therapist, client, room) = await TwoLiveAsync();
        var now = host.Clock.GetUtcNow();
        room.Say(new RelayEvent.PathSilent("client", "c", now.AddSeconds(3)));
        await therapist.EventAsync("participants", list => Has(list, "client", "state", "reconnecting") && Has(list, "client", "quality", "lost"));
        therapist.Forget();
        room.Say(new RelayEvent.PathLive("client", "c", now.AddSeconds(5.5)));
        await therapist.SeesAsync("client", "live");

        var view = await ViewAsync(session, now.AddSeconds(20));
        view.GetProperty("lostSeconds").GetInt64().ShouldBe(2);
        var gap = view.GetProperty("gaps").EnumerateArray().Single();
        gap.GetProperty("participantId").GetString().ShouldBe("client");
        gap.GetProperty("cause").GetString().ShouldBe("network");
        (gap.GetProperty("to").GetDateTimeOffset() - gap.GetProperty("from").GetDateTimeOffset()).TotalSeconds.ShouldBe(2.5, 0.001);
        host.Metrics.Reconnects[(GapCause.Network, "ok", "ice")].ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("d")]
    public async Task Who_comes_back_by_tcp_is_counted_so_on_whatever_connection(string peer)
    {
        var (_, therapist, _, room) = await TwoLiveAsync();
        var now = host.Clock.GetUtcNow();
        var before = host.Metrics.Reconnects.GetValueOrDefault((GapCause.Network, "ok", "tcp"));
        room.Say(new RelayEvent.PathSilent("client", "c", now.AddSeconds(1)));
        await therapist.EventAsync("participants", list => Has(list, "client", "state", "reconnecting"));
        therapist.Forget();
        room.Say(new RelayEvent.PathLive("client", peer, now.AddSeconds(4), OverTcp: true));
        await therapist.SeesAsync("client", "live");
        host.Metrics.Reconnects[(GapCause.Network, "ok", "tcp")].ShouldBe(before + 1);
    }

    [Fact]
    public async Task Who_returns_to_the_hub_while_media_goes_on_is_counted_so_and_loses_no_time()
    {
        await using var alone = await SignalingHost.StartAsync();
        var (session, therapist, client, _) = await TwoLiveAsync(alone);
        await client.DisposeAsync();
        await using var back = await alone.ConnectAsync();
        await back.ReturnAsync(client.Resume);
        alone.Metrics.Reconnects[(GapCause.Network, "ok", "hub")].ShouldBe(1);
        JsonDocument.Parse(await alone.Api.GetStringAsync($"/api/v1/sessions/{session}")).RootElement.GetProperty("gaps").GetArrayLength().ShouldBe(0);

        await back.CallAsync("Leave", new { closing = true });
        await back.DisposeAsync();
        await using var reloaded = await alone.ConnectAsync();
        await reloaded.ReturnAsync(back.Resume);
        alone.Metrics.Reconnects[(GapCause.Network, "ok", "hub")].ShouldBe(1, "a page that is loaded again brings its media down with it");
        await therapist.DisposeAsync();
    }

    [Fact]
    public async Task Who_comes_back_by_the_turn_server_is_counted_so()
    {
        await using var turned = await SignalingHost.StartAsync(change: services => services.Configure<RelaySettings>(options =>
            options.Turn = new TurnOptions { Urls = ["turns:203.0.113.7:443?transport=tcp"], Secret = "hush" }));
        var (_, therapist, _, room) = await TwoLiveAsync(turned);
        var now = turned.Clock.GetUtcNow();
        foreach (var (address, step) in new[] { ("203.0.113.7", "turn"), ("203.0.113.9", "peer") })
        {
            room.Say(new RelayEvent.PathSilent("client", step == "turn" ? "c" : "turn", now.AddSeconds(1)));
            await therapist.EventAsync("participants", list => Has(list, "client", "state", "reconnecting"));
            therapist.Forget();
            room.Say(new RelayEvent.PathLive("client", step, now.AddSeconds(4), From: IPAddress.Parse(address)));
            await therapist.SeesAsync("client", "live");
            turned.Metrics.Reconnects[(GapCause.Network, "ok", step)].ShouldBe(1);
        }
    }

    [Fact]
    public async Task Pictures_that_pause_for_bandwidth_are_counted_by_whose_way_is_narrow()
    {
        var (_, therapist, client, room) = await TwoLiveAsync();
        var before = host.Metrics.PausedPictures;
        await client.CallAsync("SetMedia", new { audio = true, video = true, screen = false, held = true });
        room.Say(new RelayEvent.SlotsChanged("therapist", "t", [new SlotAssignment(0, "4", "client", MediaKind.Video, SlotSource.Camera, SlotPause.Bandwidth)]));
        room.Say(new RelayEvent.SlotsChanged("client", "c",
        [
            new SlotAssignment(0, "4", "therapist", MediaKind.Video, SlotSource.Camera, SlotPause.Bandwidth),
            new SlotAssignment(1, "6", "therapist", MediaKind.Video, SlotSource.Screen, SlotPause.Hidden),
        ]));
        await therapist.EventAsync("slots", list => list[0].GetProperty("paused").GetString() == "bandwidth");
        await client.EventAsync("slots", list => list[0].GetProperty("paused").GetString() == "bandwidth");
        host.Metrics.PausedPictures.ShouldBe((before.Down + 1, before.Up + 1));

        client.Forget();
        room.Say(new RelayEvent.SlotsChanged("therapist", "t", [new SlotAssignment(0, "4", "client", MediaKind.Video, SlotSource.Camera, SlotPause.None)]));
        room.Say(new RelayEvent.SlotsChanged("client", "c", [new SlotAssignment(0, "4", "therapist", MediaKind.Video, SlotSource.Camera, SlotPause.None)]));
        await client.EventAsync("slots", list => list[0].GetProperty("paused").ValueKind == JsonValueKind.Null);
        host.Metrics.PausedPictures.ShouldBe(before);
    }

    [Fact]
    public async Task A_fresh_peer_connection_that_takes_over_leaves_no_gap()
    {
        var (session, therapist, _, room) = await TwoLiveAsync();
        var now = host.Clock.GetUtcNow();
        room.Say(new RelayEvent.PathLive("client", "d", now));
        room.Say(new RelayEvent.PathSilent("client", "c", now)); // the old one's silence means nothing now
        room.Say(new RelayEvent.QualityChanged("client", "d", PathQuality.Fair));
        await therapist.EventAsync("participants", list => Has(list, "client", "quality", "fair"));
        var view = await ViewAsync(session, now);
        view.GetProperty("gaps").GetArrayLength().ShouldBe(0);
        Find(view.GetProperty("participants"), "client").GetProperty("state").GetString().ShouldBe("live");
    }

    [Fact]
    public async Task A_failed_peer_is_told_to_its_client()
    {
        var (_, _, client, room) = await TwoLiveAsync();
        room.Say(new RelayEvent.PeerFailed("client", "x", "fingerprint-mismatch", host.Clock.GetUtcNow()));
        var failed = await client.EventAsync("failed");
        failed.GetProperty("peer").GetString().ShouldBe("x");
        failed.GetProperty("code").GetString().ShouldBe("fingerprint-mismatch");
    }

    [Fact]
    public async Task Slots_and_layers_go_to_whom_they_concern_in_the_protocols_words()
    {
        var (_, therapist, client, room) = await TwoLiveAsync();
        room.Say(new RelayEvent.SlotsChanged("client", "c", [new SlotAssignment(0, "4", "therapist", MediaKind.Video, SlotSource.Screen, SlotPause.Bandwidth)]));
        room.Say(new RelayEvent.LayerChanged("client", "c", "h", false));
        var slots = await client.EventAsync("slots", list => list[0].GetProperty("participantId").ValueKind == JsonValueKind.String);
        slots[0].GetProperty("source").GetString().ShouldBe("screen");
        slots[0].GetProperty("paused").GetString().ShouldBe("bandwidth");
        slots[0].GetProperty("kind").GetString().ShouldBe("video");
        var layer = await client.EventAsync("layers");
        layer.GetProperty("rid").GetString().ShouldBe("h");
        layer.GetProperty("active").GetBoolean().ShouldBeFalse();
        therapist.Received.ShouldNotContain(e => e.Name == "layers");

        room.Say(new RelayEvent.UplinkQueued("client", "c", Queued: true, Narrow: true));
        var uplink = await client.EventAsync("uplink");
        uplink.GetProperty("queued").GetBoolean().ShouldBeTrue();
        uplink.GetProperty("narrow").GetBoolean().ShouldBeTrue();
        uplink.GetProperty("peer").GetString().ShouldBe("c");
        therapist.Received.ShouldNotContain(e => e.Name == "uplink");

        room.Say(new RelayEvent.SoundWanted("client", "c", Thin: true));
        var sound = await client.EventAsync("sound");
        sound.GetProperty("thin").GetBoolean().ShouldBeTrue();
        sound.GetProperty("peer").GetString().ShouldBe("c");
        therapist.Received.ShouldNotContain(e => e.Name == "sound");
    }

    [Fact]
    public async Task What_the_relay_wanted_while_somebody_was_away_from_the_hub_is_told_when_they_are_back()
    {
        var (_, _, client, room) = await TwoLiveAsync();
        room.Say(new RelayEvent.SoundWanted("client", "c", Thin: true));
        room.Say(new RelayEvent.LayerChanged("client", "c", "h", false));
        await client.EventAsync("sound");
        await client.EventAsync("layers");
        await client.DisposeAsync();
        room.Say(new RelayEvent.SoundWanted("client", "c", Thin: false));
        room.Say(new RelayEvent.LayerChanged("client", "c", "h", true));

        await using var back = await host.ConnectAsync();
        await back.ReturnAsync(client.Resume);

        var sound = await back.EventAsync("sound");
        sound.GetProperty("peer").GetString().ShouldBe("c");
        sound.GetProperty("thin").GetBoolean().ShouldBeFalse();
        var layer = await back.EventAsync("layers");
        layer.GetProperty("rid").GetString().ShouldBe("h");
        layer.GetProperty("active").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Each_peer_connections_slots_are_told_under_its_name_and_those_of_the_one_in_use()
    {
        var (_, _, client, room) = await TwoLiveAsync();
        var now = host.Clock.GetUtcNow();
        room.Say(new RelayEvent.PathSilent("client", "c", now));
        await client.CallAsync("Connect", new { sdp = "offer", peer = "d", generation = 0 });
        client.Forget();

        // The first recovers, its slots change, and the second comes to nothing.
        room.Say(new RelayEvent.PathLive("client", "c", now));
        room.Say(new RelayEvent.SlotsChanged("client", "d", [new SlotAssignment(0, "4", "nobody-shown", MediaKind.Video, SlotSource.Camera, SlotPause.None)]));
        room.Say(new RelayEvent.SlotsChanged("client", "c", [new SlotAssignment(0, "4", "therapist", MediaKind.Video, SlotSource.Camera, SlotPause.None)]));
        room.Say(new RelayEvent.LayerChanged("client", "c", "h", false));
        var slots = await client.EventAsync("slots", list => list[0].GetProperty("participantId").GetString() == "therapist");
        slots[0].GetProperty("peer").GetString().ShouldBe("c");
        (await client.EventAsync("layers")).GetProperty("peer").GetString().ShouldBe("c");
        // What was told of the second before the first recovered may still be on its way; what it shows since then is not for the one in use.
        client.Received.ShouldNotContain(e => e.Name == "slots" && e.Payload[0].GetProperty("participantId").GetString() == "nobody-shown");

        client.Forget();
        room.Say(new RelayEvent.PeerFailed("client", "d", "ice-timeout", now));
        slots = await client.EventAsync("slots");
        slots[0].GetProperty("peer").GetString().ShouldBe("c");
        slots[0].GetProperty("participantId").GetString().ShouldBe("therapist");
    }

    [Fact]
    public async Task A_second_peer_connections_slots_are_told_once_it_is_in_use()
    {
        var (_, _, client, room) = await TwoLiveAsync();
        var answer = await client.CallAsync("Connect", new { sdp = "offer", peer = "d", generation = 0 });
        answer.GetProperty("slots")[0].GetProperty("peer").GetString().ShouldBe("d");
        room.Say(new RelayEvent.SlotsChanged("client", "d", [new SlotAssignment(0, "4", "therapist", MediaKind.Video, SlotSource.Camera, SlotPause.None)]));
        room.Say(new RelayEvent.PathLive("client", "d", host.Clock.GetUtcNow()));
        var slots = await client.EventAsync("slots", list => list[0].GetProperty("peer").GetString() == "d");
        slots[0].GetProperty("participantId").GetString().ShouldBe("therapist");
    }

    [Fact]
    public async Task A_bad_offer_is_refused_with_the_relays_reason()
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        await using var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        (await client.RefusalAsync("Connect", new { sdp = "bad", peer = "a", generation = 0 })).ShouldBe("bad-offer");
        (await client.RefusalAsync("Connect", new { sdp = "", peer = "a", generation = 0 })).ShouldBe("bad-offer");
        (await client.RefusalAsync("Connect", new { sdp = "offer", peer = new string('p', 65), generation = 0 })).ShouldBe("bad-request");
        (await client.RefusalAsync("Connect", new { sdp = "offer", peer = "a", generation = -1 })).ShouldBe("bad-request");
        (await client.RefusalAsync("Connect", new { sdp = "offer", peer = "a" })).ShouldBe("bad-request");
    }

    [Fact]
    public async Task What_the_ticket_does_not_allow_the_relay_is_told_not_to_take()
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        await using var client = await host.EnterAsync(session, "listener", ParticipantRole.Guest, Permissions.Audio | Permissions.Chat);
        await client.CallAsync("Connect", new { sdp = "offer", peer = "a", generation = 0 });
        host.Relay.Rooms[session].Connects.Single().Allowed.ShouldBe(new SendingMedia(true, false, false));
    }

    private static bool Has(JsonElement list, string id, string field, string value) =>
        list.EnumerateArray().Any(p => p.GetProperty("id").GetString() == id && p.GetProperty(field).GetString() == value);

    private static JsonElement Find(JsonElement list, string id) => list.EnumerateArray().Single(p => p.GetProperty("id").GetString() == id);

    private async Task<JsonElement> ViewAsync(string session, DateTimeOffset atLeast)
    {
        if (host.Clock.GetUtcNow() < atLeast) host.Clock.Advance(atLeast - host.Clock.GetUtcNow());
        return JsonDocument.Parse(await host.Api.GetStringAsync($"/api/v1/sessions/{session}")).RootElement;
    }

    private Task<(string Session, TestClient Therapist, TestClient Client, ScriptedRoom Room)> TwoLiveAsync() => TwoLiveAsync(host);

    private static async Task<(string Session, TestClient Therapist, TestClient Client, ScriptedRoom Room)> TwoLiveAsync(SignalingHost host)
    {
        var session = await host.CreateSessionAsync(OpenDoor);
        var therapist = await host.EnterAsync(session, "therapist", ParticipantRole.Host);
        var client = await host.EnterAsync(session, "client", ParticipantRole.Guest);
        await therapist.CallAsync("Connect", new { sdp = "offer", peer = "t", generation = 0 });
        await client.CallAsync("Connect", new { sdp = "offer", peer = "c", generation = 0 });
        var room = host.Relay.Rooms[session];
        var now = host.Clock.GetUtcNow();
        room.Say(new RelayEvent.PathLive("therapist", "t", now));
        room.Say(new RelayEvent.PathLive("client", "c", now));
        await therapist.SeesAsync("client", "live");
        await client.SeesAsync("therapist", "live");
        return (session, therapist, client, room);
    }
}
