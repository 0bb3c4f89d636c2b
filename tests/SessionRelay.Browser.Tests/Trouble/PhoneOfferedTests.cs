using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Look;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>A guest's network is gone for good, and no phone line belongs to the node: who can call whom is told, and the lost time counts on.</summary>
[Collection(NamespaceTests.Name)]
public sealed class PhoneOfferedTests(NamespaceRig rig)
{
    private const string Backup = "+15035550142";
    private const string Practice = "(503) 555-0100";

    private static readonly TabLook Evening = new(375, 812, true);
    private static readonly TabLook Day = new(375, 812, false);
    private static readonly TimeSpan Offered = TimeSpan.FromSeconds(45); // 20 s, and what a busy machine takes

    [Fact]
    public async Task After_20_seconds_the_host_is_shown_the_guest_s_number_and_the_guest_the_practice_s()
    {
        rig.Need();
        using var network = VirtualNetwork.Create(guestApart: true);
        await using var portal = await RunningPortal.StartAsync(network, rig.Authority, settings: $"--Phone:PracticeNumber={Practice}");
        await using var hosts = await Chromium.StartAsync(new ChromiumOptions { Network = network, Authority = rig.Authority });
        await using var guests = await Chromium.StartAsync(new ChromiumOptions { Network = network, IsGuest = true, Authority = rig.Authority });
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(hosts, await session.InviteAsync("Theo", "host"), Evening);
        await using var guest = await RoomPage.JoinAsync(guests, await session.InviteAsync("Gina", "guest", Backup), Day);
        await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));

        network.Drop(["ip saddr != 127.0.0.1"], ["ip daddr != 127.0.0.1"], guest: true);
        await host.SeesStateAsync(guest, "reconnecting");
        (await host.Tab.EvaluateAsync<bool>("probe.button('Call Gina by phone')")).ShouldBeFalse("not at once: most connections come back by themselves");
        await host.Tab.UntilAsync<bool>("the host is offered the phone", "probe.button('Call Gina by phone')", there => there, Offered);
        await Pictures.KeepAsync(host, "phone-offered", Evening);
        await host.Tab.PressAsync("Call Gina by phone");
        await host.Tab.UntilAsync<string?>("the host is shown the number", "document.querySelector('dialog a')?.getAttribute('href') ?? null", link => link == $"tel:{Backup}");
        (await host.Tab.EvaluateAsync<string>("document.querySelector('dialog a').innerText")).ShouldContain(" ", Case.Sensitive, "spaced, as people write it");
        await Pictures.KeepAsync(host, "phone-number", Evening);
        await host.Tab.PressAsync("Close");

        await guest.Tab.UntilAsync<string?>("the guest is told whom to call", "document.querySelector('.banner a')?.getAttribute('href') ?? null", link => link == "tel:5035550100", Offered);
        (await guest.Tab.EvaluateAsync<string>("document.querySelector('.banner').innerText")).ShouldContain(Practice);
        await Pictures.KeepAsync(guest, "phone-practice", Day);
        (await portal.Api.SessionAsync(session.Id))["lostSeconds"]!.GetValue<long>().ShouldBeGreaterThan(15);

        network.DropNothing(guest: true);
        await host.SeesStateAsync(guest, "live");
        await host.Tab.UntilAsync("nothing is offered any more", "!probe.button('Call Gina by phone')");
        await guest.Tab.UntilAsync("the guest's line is gone", "!document.querySelector('.banner').checkVisibility()");
        await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
    }
}
