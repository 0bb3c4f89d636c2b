using System.Text.Json.Nodes;
using SessionRelay.Browser.Tests.Room;
using SessionRelay.Browser.Tests.Sessions;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>What was lost on the way comes back, and what was not lost goes on.</summary>
[Collection(LoopbackTests.Name)]
public sealed class ReconnectTests(LoopbackRig rig)
{
    [Fact]
    public Task Every_slot_is_full_again_after_20_reconnects_in_a_row() => ReconnectAsync(20);

    [Fact]
    [Trait("Category", "Long")]
    public Task Remote_video_never_announced_again_after_a_reconnect_200_in_a_row() => ReconnectAsync(200);

    [Fact]
    public async Task Chat_written_while_the_hub_was_away_is_there_afterwards()
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await guest.SeesAndHearsAsync(host);
            await guest.Tab.EvaluateAsync<bool>("(probe.sockets.at(-1).close(), true)");
            await host.SayAsync("Still there?");
            await guest.ReadsAsync("Still there?");
            await guest.SayAsync("Yes.");
            await host.ReadsAsync("Yes.");
        }
    }

    [Fact]
    public async Task A_lost_answer_to_the_first_offer_is_made_up_for()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"), script: "probe.losesAnswers = 1;");
        await guest.InRoomAsync();
        await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
        (await guest.Tab.EvaluateAsync<int>("probe.losesAnswers")).ShouldBe(0);
        (await guest.Tab.EvaluateAsync<int>("probe.sentOf('Connect')")).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_peer_connection_that_dies_is_replaced()
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await guest.SeesAndHearsAsync(host);
            await guest.Tab.EvaluateAsync<bool>("(probe.peers.at(-1).close(), true)");
            await guest.Tab.UntilAsync("a fresh connection", "probe.peers.length > 1 && probe.peers.at(-1).connectionState === 'connected'");
            await Task.WhenAll(host.SeesStateAsync(guest, "live"), guest.SeesStateAsync(host, "live"));
            await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
        }
    }

    /// <summary>Safari tells it while it renegotiates, and other browsers seven seconds late: bytes that arrive are what counts.</summary>
    [Fact]
    public async Task Safari_and_disconnected_that_state_alone_starts_nothing()
    {
        const string Disconnect =
            """
            (() => {
              const peer = probe.peers[0];
              for (const name of ["connectionState", "iceConnectionState"]) {
                Object.defineProperty(peer, name, { configurable: true, get: () => "disconnected" });
                peer.dispatchEvent(new Event(name.toLowerCase() + "change"));
              }
              return probe.watchStates();
            })()
            """;
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await guest.SeesAndHearsAsync(host);
            await guest.SeesStateAsync(guest, "live");
            await guest.SeesStateAsync(host, "live");
            var offers = await guest.Tab.EvaluateAsync<int>("probe.sentOf('Connect')");
            await guest.Tab.EvaluateAsync<bool>(Disconnect);
            await guest.SeesAndHearsAsync(host); // over 100 frames later
            (await guest.Tab.EvaluateAsync<int>("probe.sentOf('Connect')")).ShouldBe(offers);
            (await guest.Tab.EvaluateAsync<int>("probe.peers.length")).ShouldBe(1);
            (await guest.Tab.EvaluateAsync<string[]>("probe.alarms")).ShouldBeEmpty();
        }
    }

    private async Task ReconnectAsync(int times)
    {
        const int AtOnce = 5; // rounds in one question to the page, each bounded by itself
        const int WithPeer = 2; // the one of them in which the peer connection dies too: its slots were announced to nobody yet
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await guest.SeesAndHearsAsync(host);
            await host.SeesAndHearsAsync(guest);
            for (var done = 0; done < times; done += AtOnce)
                (await guest.Tab.EvaluateAsync<JsonArray>($"probe.reconnect('{host.Id}', {AtOnce}, {WithPeer})")).ToJsonString().ShouldBe("[]", $"after {done} reconnects");
            (await guest.Tab.EvaluateAsync<int>("probe.sentOf('Enter')")).ShouldBeGreaterThan(times);
            (await guest.Tab.EvaluateAsync<int>("probe.peers.length")).ShouldBeGreaterThan(times / AtOnce);
            await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
        }
    }
}
