using System.Text;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Room;
using SessionRelay.Browser.Tests.Sessions;

namespace SessionRelay.Browser.Tests.Trouble;

/// <summary>Cameras and microphones that are small, missing, refused, taken or pulled out.</summary>
[Collection(LoopbackTests.Name)]
public sealed class DeviceTests(LoopbackRig rig)
{
    [Theory]
    [InlineData("NotReadableError", "Another program is using your camera.")]
    [InlineData("NotAllowedError", "Your browser did not give the camera to this page.")]
    [InlineData("NotFoundError", "No camera was found.")]
    public async Task Camera_in_use_is_told_in_plain_words_and_sound_goes_on(string error, string words)
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        var refusing = $$"""
            const get = navigator.mediaDevices.getUserMedia;
            navigator.mediaDevices.getUserMedia = function (wanted) {
              return wanted.video ? Promise.reject(new DOMException("simulated", "{{error}}")) : get.call(this, wanted);
            };
            """;
        await using var guest = await RoomPage.OpenAsync(chromium, await session.InviteAsync("Gina", "guest"), script: refusing);
        await guest.Tab.UntilAsync<string>("the words", "document.body.innerText", text => text.Contains(words));
        await guest.Tab.PressAsync("Join");
        await guest.InRoomAsync();
        await host.SeesAsync(guest, "sound", now => now.AudioEnergy > 0.0001 && now.AudioSeconds > 1);
        await guest.SeesAndHearsAsync(host);
    }

    [Fact]
    public async Task Camera_unplugged_is_told_and_sound_goes_on()
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await host.SeesAndHearsAsync(guest);
            await guest.Tab.EvaluateAsync<bool>("(() => { const track = probe.peers[0].getSenders().find((sender) => sender.track?.kind === 'video').track; track.stop(); track.dispatchEvent(new Event('ended')); return true; })()");
            await guest.Tab.UntilAsync<string>("the words", "document.body.innerText", text => text.Contains("Your camera was unplugged or taken by another program."));
            await guest.Tab.UntilAsync("the camera's button says that it is off", "probe.button('Turn camera on')");
            var before = await host.ReceivedAsync(guest);
            await host.SeesAsync(guest, "more sound", now => now.AudioEnergy > before.AudioEnergy + 0.0001 && now.AudioSeconds > before.AudioSeconds + 1);

            await guest.Tab.PressAsync("Turn camera on");
            await host.SeesAndHearsAsync(guest);
        }
    }

    /// <summary>A phone call, a closed lid, a switch on the case: the track stays and carries nothing.</summary>
    [Fact]
    public async Task Camera_taken_by_the_system_is_told_and_sound_goes_on()
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await host.SeesAndHearsAsync(guest);
            await guest.Tab.EvaluateAsync<bool>("(() => { const track = probe.peers[0].getSenders().find((sender) => sender.track?.kind === 'video').track; Object.defineProperty(track, 'muted', { value: true }); track.dispatchEvent(new Event('mute')); return true; })()");
            await guest.Tab.UntilAsync<string>("the words", "document.body.innerText", text => text.Contains("Your device has taken the camera away for now"));
            var before = await host.ReceivedAsync(guest);
            await host.SeesAsync(guest, "more sound", now => now.AudioEnergy > before.AudioEnergy + 0.0001 && now.AudioSeconds > before.AudioSeconds + 1);
        }
    }

    /// <summary>Browsers refuse sound to a page that the person has not pressed anything on; Safari most often.</summary>
    [Fact]
    public async Task A_browser_that_refuses_sound_shows_the_picture_and_asks_for_a_press()
    {
        const string Refuse =
            """
            const play = HTMLMediaElement.prototype.play;
            HTMLMediaElement.prototype.play = function () {
              return this.muted || window.pressed ? play.call(this) : Promise.reject(new DOMException("simulated", "NotAllowedError"));
            };
            addEventListener("pointerdown", (event) => (window.pressed ||= event.target.closest(".hear") !== null), true);
            """;
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"), script: Refuse);
        await guest.InRoomAsync();
        await guest.Tab.UntilAsync("the press is asked for", "probe.button('Press to hear')");
        await guest.SeesAsync(host, "the picture", now => now.Frames > 20);
        await guest.Tab.PressAsync("Press to hear");
        await guest.SeesAndHearsAsync(host);
        (await guest.Tab.EvaluateAsync<bool>("probe.button('Press to hear')")).ShouldBeFalse();
    }

    /// <summary>Chromium sends fewer encodings of a small picture than it offers, and leaves out the last ones.</summary>
    [Fact]
    public async Task Chromium_under_640_px_a_camera_of_320_by_240_is_seen()
    {
        using var folder = new TestFolder();
        var picture = folder.File("small.y4m");
        await File.WriteAllBytesAsync(picture, MovingPicture(320, 240, 30));
        await using var small = await Chromium.StartAsync(new ChromiumOptions { Arguments = [$"--use-file-for-fake-video-capture={picture}"] });
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), await rig.ChromiumAsync(), small);
        await using (host)
        await using (guest)
        {
            var seen = await host.SeesAsync(guest, "100 frames", now => now.Frames > 100);
            seen.Width.ShouldBe(320);
        }
    }

    /// <summary>Without permission for devices a browser hides its addresses behind names that nobody else can resolve.</summary>
    [Fact]
    public async Task Mdns_candidates_only_a_browser_that_offers_no_others_connects()
    {
        const string waitsForCandidates =
            """
            const set = RTCPeerConnection.prototype.setLocalDescription;
            RTCPeerConnection.prototype.setLocalDescription = async function (description) {
              await set.call(this, description);
              if (this.iceGatheringState !== "complete") await new Promise((done) => this.addEventListener("icegatheringstatechange", () => this.iceGatheringState === "complete" && done()));
            };
            """;
        await using var bare = await Chromium.StartAsync(new ChromiumOptions { Devices = [] });
        var portal = await rig.PortalAsync();
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(await rig.ChromiumAsync(), await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(bare, await session.InviteAsync("Gina", "guest"), script: waitsForCandidates);
        await guest.InRoomAsync();
        await guest.SeesAsync(host, "100 frames", now => now.Frames > 100);
        await guest.Tab.UntilAsync<long>("silence is sent, by which the relay knows that the path lives", "probe.all('outbound-rtp').then((all) => Math.max(0, ...all.filter((one) => one.kind === 'audio').map((one) => one.packetsSent)))", sent => sent > 100);
        await host.SeesStateAsync(guest, "live");
        var offer = await guest.Tab.EvaluateAsync<string>("probe.lastOffer");
        var candidates = offer.Split("\\r\\n").Where(line => line.StartsWith("a=candidate:") && line.Contains("udp", StringComparison.OrdinalIgnoreCase)).ToList();
        candidates.ShouldNotBeEmpty();
        candidates.ShouldAllBe(line => line.Contains(".local"));
    }

    /// <summary>A picture in the format that Chromium takes for a camera's: planes of 4:2:0, a brighter bar that wanders.</summary>
    private static byte[] MovingPicture(int width, int height, int frames)
    {
        using var file = new MemoryStream();
        file.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg\n"));
        for (var frame = 0; frame < frames; frame++)
        {
            file.Write("FRAME\n"u8);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++) file.WriteByte((byte)(Math.Abs(x - (frame * width / frames)) < 20 ? 220 : 60 + (y / 4)));
            for (var chroma = 0; chroma < width * height / 2; chroma++) file.WriteByte(128);
        }

        return file.ToArray();
    }
}
