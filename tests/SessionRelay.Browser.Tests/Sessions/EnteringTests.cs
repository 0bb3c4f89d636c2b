using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Sessions;

/// <summary>Who gets in, with what, and what they get before they are in.</summary>
[Collection(LoopbackTests.Name)]
public sealed class EnteringTests(LoopbackRig rig)
{
    [Fact]
    public async Task A_guest_before_admission_gets_no_media()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync();
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        var invitation = await session.InviteAsync("Gina", "guest");
        await using var guest = await RoomPage.JoinAsync(chromium, invitation);
        await guest.InWaitingRoomAsync();
        await host.Tab.UntilAsync("the host is asked", "probe.button('Admit Gina')");

        // the page does not even try
        (await guest.Tab.EvaluateAsync<string[]>("probe.sent.map((call) => call.target)")).ShouldNotContain("Connect");
        (await guest.StatsAsync("inbound-rtp")).ShouldBeEmpty();

        // and somebody who tries, with a ticket of their own and an offer that the relay would take, is refused
        var offer = await host.Tab.EvaluateAsync<string>("probe.peers[0].localDescription.sdp");
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(portal.Url, "/relay/hub"), options =>
        {
            options.SkipNegotiation = true;
            options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.WebSockets;
        }).Build();
        await hub.StartAsync();
        var stranger = await session.InviteAsync("Sven", "guest");
        var ticket = Uri.UnescapeDataString(stranger.Link.Split("#ticket=")[1]);
        var entered = await hub.InvokeAsync<JsonObject>("Enter", new { ticket, attempt = new string('a', 32), client = new { name = "test", version = "1" } });
        entered["state"]!.GetValue<string>().ShouldBe("waiting");
        var refusal = await Should.ThrowAsync<HubException>(() => hub.InvokeAsync<JsonObject>("Connect", new { sdp = offer, peer = "stranger", generation = 0 }));
        refusal.Message.ShouldContain("not-admitted");

        // while the same page gets media as soon as it is let in
        await host.AdmitAsync(guest);
        await guest.InRoomAsync();
        await guest.SeesAndHearsAsync(host);
    }

    [Fact]
    public async Task A_used_ticket_is_refused_elsewhere_and_the_same_attempt_is_let_in_again()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        var invitation = await session.InviteAsync("Theo", "host");
        await using var first = await RoomPage.JoinAsync(chromium, invitation);
        await first.InRoomAsync();

        await using var second = await RoomPage.JoinAsync(chromium, invitation);
        await second.Tab.UntilAsync<string>("the second browser is told that the link is used", "document.querySelector('h1').textContent", text => text == "This link is already used on another device");
        await first.InRoomAsync();

        // The first browser opens its link again without what it got on entering: only the attempt shows that it is the one.
        await first.Tab.EvaluateAsync<bool>("(sessionStorage.removeItem('sessionrelay.resume'), true)");
        await first.Tab.OpenAsync("about:blank");
        await first.Tab.OpenAsync(invitation.Link);
        await first.Tab.PressAsync("Join");
        await first.InRoomAsync();
        (await first.Tab.EvaluateAsync<string[]>("probe.sent.map((call) => call.target)")).ShouldContain("Enter");
    }

    [Fact]
    public async Task A_reload_returns_without_a_new_admission()
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await host.SeesAndHearsAsync(guest);
            await host.Tab.EvaluateAsync<bool>("(window.asked = 0, new MutationObserver(() => { if (probe.button('Admit Gina')) window.asked++; }).observe(document.body, { subtree: true, childList: true, attributes: true }), true)");
            await guest.Tab.ReloadAsync();
            await guest.InRoomAsync();
            await Task.WhenAll(host.SeesStateAsync(guest, "live"), guest.SeesStateAsync(host, "live"));
            await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
            (await host.Tab.EvaluateAsync<int>("window.asked")).ShouldBe(0);
        }
    }

    [Fact]
    public async Task The_ticket_leaves_the_address_bar_and_is_redeemed_by_a_press_only()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync();
        var invitation = await session.InviteAsync("Theo", "host");
        await using var page = await RoomPage.OpenAsync(chromium, invitation);
        await page.Tab.UntilAsync("the button is there", "probe.button('Join')");
        (await page.Tab.EvaluateAsync<string>("location.href")).ShouldNotContain("ticket");
        (await page.Tab.EvaluateAsync<int>("probe.sent.length")).ShouldBe(0);
        (await session.StateAsync(page.Id) ?? "left").ShouldBe("left");
    }
}
