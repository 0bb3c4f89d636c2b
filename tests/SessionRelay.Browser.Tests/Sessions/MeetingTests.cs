using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Sessions;

/// <summary>Two people meet: the waiting room, picture and sound each way, chat, mute, a screen.</summary>
internal static class Meeting
{
    /// <summary>A host and a guest of a new session, both in the room.</summary>
    public static async Task<(RoomPage Host, RoomPage Guest)> BeginAsync(RunningPortal portal, IBrowser hostBrowser, IBrowser guestBrowser) =>
        await BeginAsync(await portal.Api.CreateSessionAsync(), hostBrowser, guestBrowser);

    /// <summary>The same of this session.</summary>
    public static async Task<(RoomPage Host, RoomPage Guest)> BeginAsync(TestSession session, IBrowser hostBrowser, IBrowser guestBrowser)
    {
        var host = await RoomPage.JoinAsync(hostBrowser, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        var guest = await RoomPage.JoinAsync(guestBrowser, await session.InviteAsync("Gina", "guest"));
        await guest.InWaitingRoomAsync();
        await host.AdmitAsync(guest);
        await guest.InRoomAsync();
        return (host, guest);
    }

    /// <summary>Everything that two people do with each other.</summary>
    public static async Task HoldAsync(RoomPage host, RoomPage guest)
    {
        await Task.WhenAll(host.SeesStateAsync(guest, "live"), guest.SeesStateAsync(host, "live"));
        await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));

        await host.SayAsync("Can you hear me well?");
        await guest.ReadsAsync("Can you hear me well?");
        await guest.SayAsync("Very well.");
        await host.ReadsAsync("Very well.");

        await guest.Tab.PressAsync("Mute microphone");
        await host.Tab.UntilAsync("the host sees that the guest is muted", $"probe.tile('{guest.Id}').querySelector('.tile-muted').checkVisibility()");
        await guest.Tab.PressAsync("Unmute microphone");
        await host.Tab.UntilAsync("the host sees that the guest is not muted any more", $"!probe.tile('{guest.Id}').querySelector('.tile-muted').checkVisibility()");
    }
}

[Collection(LoopbackTests.Name)]
public sealed class ChromiumMeetsChromiumTests(LoopbackRig rig)
{
    [Fact]
    public async Task The_demo_s_two_links_meet()
    {
        await using var portal = await RunningPortal.StartAsync();
        var chromium = await rig.ChromiumAsync();
        await using var host = await RoomPage.JoinAsync(chromium, new Invitation("demo-host", "Dr. Demo", "host", portal.HostLink));
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(chromium, new Invitation("demo-guest", "Demo client", "guest", portal.GuestLink));
        await guest.InWaitingRoomAsync();
        await host.Tab.PressAsync("Admit Demo client");
        await guest.InRoomAsync();
        await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
        await portal.StopAsync();
    }

    [Fact]
    public async Task Two_people_see_hear_and_write_to_each_other()
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await Meeting.HoldAsync(host, guest);
            host.Tab.Errors.ShouldBeEmpty();
            guest.Tab.Errors.ShouldBeEmpty();
        }
    }
}

[Collection(NamespaceTests.Name)]
public sealed class ChromiumMeetsFirefoxTests(NamespaceRig rig)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_people_see_hear_and_write_to_each_other(bool firefoxIsGuest)
    {
        rig.Need();
        var (chromium, firefox) = (await rig.ChromiumAsync(), await rig.FirefoxAsync());
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), firefoxIsGuest ? chromium : firefox, firefoxIsGuest ? firefox : chromium);
        await using (host)
        await using (guest)
        {
            await Meeting.HoldAsync(host, guest);

            // Seen in Firefox; what Firefox shares has a test of its own.
            var (sharer, viewer) = firefoxIsGuest ? (host, guest) : (guest, host);
            await sharer.Tab.PressAsync("Share screen");
            await viewer.SeesScreenAsync(sharer, "20 frames", screen => screen.Frames > 20);
            await sharer.Tab.PressAsync("Stop sharing");

            await guest.Tab.ReloadAsync();
            await guest.InRoomAsync();
            await Task.WhenAll(host.SeesAndHearsAsync(guest), guest.SeesAndHearsAsync(host));
        }
    }

    /// <summary>Firefox binds decoders for the media of its first offer only: that one has slots for everybody who may come.</summary>
    [Fact]
    public async Task Firefox_binds_decoders_for_its_first_offer_and_decodes_whoever_comes_later()
    {
        rig.Need();
        var session = await (await rig.PortalAsync()).Api.CreateSessionAsync(new { waitingRoom = false });
        await using var first = await RoomPage.JoinAsync(await rig.FirefoxAsync(), await session.InviteAsync("Theo", "host"));
        await first.InRoomAsync();
        await first.SeesStateAsync(first, "live");
        await using var second = await RoomPage.JoinAsync(await rig.ChromiumAsync(), await session.InviteAsync("Gina", "guest"));
        await first.SeesAndHearsAsync(second);
        await using var third = await RoomPage.JoinAsync(await rig.ChromiumAsync(), await session.InviteAsync("Ada", "aide"));
        await first.SeesAndHearsAsync(third);
        await first.SeesAndHearsAsync(second);
        (await first.Tab.EvaluateAsync<int>("probe.sentOf('Connect')")).ShouldBe(1);
        (await first.Tab.EvaluateAsync<int>("probe.peers.length")).ShouldBe(1);
    }

    /// <summary>Headless Firefox has no screen: a drawing stands for what the person picks. All behind that is the browser's own: its encoder, its m-line, its packets.</summary>
    [Fact]
    public async Task A_screen_shared_from_Firefox_is_seen_beside_its_camera()
    {
        const string Screen =
            """
            navigator.mediaDevices.getDisplayMedia = async () => {
              const canvas = Object.assign(document.createElement("canvas"), { width: 1600, height: 900 });
              const paper = canvas.getContext("2d");
              let step = 0;
              setInterval(() => {
                paper.fillStyle = `hsl(${step++ * 5} 60% 50%)`;
                paper.fillRect(0, 0, 1600, 900);
              }, 100);
              return canvas.captureStream(10);
            };
            """;
        rig.Need();
        var session = await (await rig.PortalAsync()).Api.CreateSessionAsync(new { waitingRoom = false });
        await using var viewer = await RoomPage.JoinAsync(await rig.ChromiumAsync(), await session.InviteAsync("Theo", "host"));
        await viewer.InRoomAsync();
        await using var sharer = await RoomPage.JoinAsync(await rig.FirefoxAsync(), await session.InviteAsync("Gina", "guest"), script: Screen);
        await sharer.InRoomAsync();
        await viewer.SeesAndHearsAsync(sharer);

        await sharer.Tab.PressAsync("Share screen");
        await viewer.SeesScreenAsync(sharer, "20 frames, wider than the camera", screen => screen.Frames > 20 && screen.Width > 640);
        await viewer.SeesAndHearsAsync(sharer);

        await sharer.Tab.PressAsync("Stop sharing");
        await viewer.Tab.UntilAsync("the screen is gone", $"document.querySelector('[data-screen-of=\"{sharer.Id}\"]') === null");
        await viewer.SeesAndHearsAsync(sharer);
    }
}
