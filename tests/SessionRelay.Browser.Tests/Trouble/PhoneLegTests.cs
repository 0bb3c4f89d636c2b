using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Look;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>A guest's network is gone, and the node has a trunk: it calls their phone into the session, and gives them back to their browser.</summary>
[Collection(NamespaceTests.Name)]
public sealed class PhoneLegTests(NamespaceRig rig)
{
    private const string Backup = "+442079460018"; // kept for films and stories

    private static readonly TabLook Evening = new(375, 812, true);
    private static readonly TabLook Day = new(1280, 800, false);
    private static readonly TimeSpan Offered = TimeSpan.FromSeconds(45); // 20 s, and what a busy machine takes

    /// <summary>A browser whose senders can't be told their codec without a new offer: it ignores what it does not know.</summary>
    private const string WithoutSwitch = """
        const setParameters = RTCRtpSender.prototype.setParameters;
        RTCRtpSender.prototype.setParameters = function (parameters) {
          for (const encoding of parameters.encodings ?? []) delete encoding.codec;
          return setParameters.call(this, parameters);
        };
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_phone_is_called_let_in_heard_and_given_back_to_the_browser(bool hidesTheSwitch)
    {
        rig.Need();
        using var network = VirtualNetwork.Create(guestApart: true);
        await using var portal = await StartAsync(network);
        await using var hosts = await Chromium.StartAsync(new ChromiumOptions { Network = network, Authority = rig.Authority });
        await using var guests = await Chromium.StartAsync(new ChromiumOptions { Network = network, IsGuest = true, Authority = rig.Authority });
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(hosts, await session.InviteAsync("Theo", "host"), Day, hidesTheSwitch ? WithoutSwitch : "");
        await using var guest = await RoomPage.JoinAsync(guests, await session.InviteAsync("Gina", "guest", Backup), Evening);
        await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));

        network.Drop(["ip saddr != 127.0.0.1"], ["ip daddr != 127.0.0.1"], guest: true);
        await host.Tab.UntilAsync<bool>("the host is offered the phone", "probe.button('Call Gina by phone')", there => there, Offered);
        await using (var busy = SippPhone.Busy(network))
        {
            await host.Tab.PressAsync("Call Gina by phone");
            await ReadsAsync(host, "Gina’s line is busy. Try again in a minute. You can call 2 more times.");
            await Pictures.KeepAsync(host, "phone-busy", Day);
            await busy.EndedAsync();
        }

        await using var phone = SippPhone.WhoPresses1(network);
        await host.Tab.PressAsync("Call Gina by phone");
        await ReadsAsync(host, "Somebody at Gina’s phone has pressed 1");
        await Pictures.KeepAsync(host, "phone-waits", Day);
        var silent = await host.ReceivedAsync(guest);
        await host.Tab.PressAsync("Admit Gina");
        await host.SeesStateAsync(guest, "phone");
        await ReadsAsync(host, "not end-to-end encrypted");
        var lost = await LostAsync(portal, session.Id);
        await host.SeesAsync(guest, "the own words, said again by the phone", now => now.AudioEnergy > silent.AudioEnergy + 0.001);
        await Pictures.KeepAsync(host, "phone-live", Day);
        (await LostAsync(portal, session.Id)).ShouldBeLessThanOrEqualTo(lost + 1, "who is on the phone is there");
        (await SendsAsync(host)).ShouldBe("audio/PCMU");

        network.DropNothing(guest: true);
        await ReadsAsync(host, "Gina’s browser is back");
        await Pictures.KeepAsync(host, "phone-browser-back", Day);
        await guest.Tab.UntilAsync<string>("the guest is told that the phone is used", "document.querySelector('.banner')?.innerText ?? ''", text => text.Contains("by phone now"));
        await host.Tab.PressAsync("Hang up the phone");
        await host.SeesStateAsync(guest, "live");
        await phone.EndedAsync();
        await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
        await host.Tab.UntilAsync<string>("sound is Opus again", Codec, codec => codec == "audio/opus");
    }

    [Fact]
    public async Task An_answering_machine_is_never_heard()
    {
        rig.Need();
        using var network = VirtualNetwork.Create(guestApart: true);
        await using var portal = await StartAsync(network);
        await using var hosts = await Chromium.StartAsync(new ChromiumOptions { Network = network, Authority = rig.Authority });
        await using var guests = await Chromium.StartAsync(new ChromiumOptions { Network = network, IsGuest = true, Authority = rig.Authority });
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false, phone = "auto" });
        await using var phone = SippPhone.Machine(network);
        await using var host = await RoomPage.JoinAsync(hosts, await session.InviteAsync("Theo", "host"), Day);
        await using var guest = await RoomPage.JoinAsync(guests, await session.InviteAsync("Gina", "guest", Backup), Evening);
        await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));

        network.Drop(["ip saddr != 127.0.0.1"], ["ip daddr != 127.0.0.1"], guest: true);
        await ReadsAsync(host, "Gina’s phone was picked up", Offered);
        var before = await HeardAsync(host);
        await ReadsAsync(host, "an answering machine did", TimeSpan.FromSeconds(120));
        (await HeardAsync(host)).ShouldBe(before, "not a packet of sound has come in");
        (await host.Tab.EvaluateAsync<bool>("probe.button('Admit Gina')")).ShouldBeFalse();
        await phone.EndedAsync();
    }

    private const string Codec = """
        (async () => {
          for (const peer of probe.peers) {
            if (peer.connectionState !== "connected") continue;
            const stats = await peer.getStats();
            for (const entry of stats.values()) if (entry.type === "outbound-rtp" && entry.kind === "audio") return stats.get(entry.codecId)?.mimeType ?? "";
          }
          return "";
        })()
        """;

    private Task<RunningPortal> StartAsync(VirtualNetwork network) => RunningPortal.StartAsync(
        network, rig.Authority, 5443, $"--Phone:Trunk:Server=127.0.0.1:{SippPhone.Port}", "--Phone:Countries=GB", "--Phone:Trunk:CallerId=+442079460000");

    private static Task ReadsAsync(RoomPage page, string words, TimeSpan? within = null) =>
        page.Tab.UntilAsync<string>($"{page.Name} reads “{words}”", "document.body.innerText", text => text.Contains(words), within);

    private static Task<string> SendsAsync(RoomPage page) => page.Tab.EvaluateAsync<string>(Codec);

    /// <summary>Packets of sound in all slots together, whoever was in them.</summary>
    private static async Task<long> HeardAsync(RoomPage page) =>
        (await page.StatsAsync("inbound-rtp")).Where(entry => entry!["kind"]!.GetValue<string>() == "audio").Sum(entry => entry!["packetsReceived"]!.GetValue<long>());

    private static async Task<long> LostAsync(RunningPortal portal, string session) => (await portal.Api.SessionAsync(session))["lostSeconds"]!.GetValue<long>();
}
