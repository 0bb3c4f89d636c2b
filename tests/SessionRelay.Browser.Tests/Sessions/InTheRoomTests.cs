using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Sessions;

/// <summary>What a person arranges for themselves while the others go on.</summary>
[Collection(LoopbackTests.Name)]
public sealed class InTheRoomTests(LoopbackRig rig)
{
    [Fact]
    public async Task One_other_person_is_large_the_own_picture_small_and_hideable_and_a_third_makes_a_grid()
    {
        const string Area = "const area = (id) => { const { width, height } = probe.tile(id).getBoundingClientRect(); return width * height; };";
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"));
        await guest.InRoomAsync();
        await host.SeesAndHearsAsync(guest);

        await host.Tab.UntilAsync("the guest is large", $"(() => {{ {Area} return area('{guest.Id}') > 5 * area('{host.Id}'); }})()");
        await host.Tab.PressAsync("Hide my picture");
        await host.Tab.UntilAsync("the own picture is away", $"!(probe.tile('{host.Id}')?.checkVisibility() ?? false)");
        await guest.SeesAndHearsAsync(host); // it is hidden from oneself alone
        await host.Tab.PressAsync("Show my picture");
        await host.Tab.UntilAsync("the own picture is back", $"probe.tile('{host.Id}')?.checkVisibility() ?? false");

        await using var aide = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Ada", "aide"));
        await aide.InRoomAsync();
        await host.SeesAndHearsAsync(aide);
        await host.Tab.UntilAsync("both others are equally large", $"(() => {{ {Area} const [one, other] = [area('{guest.Id}'), area('{aide.Id}')]; return one > 0 && Math.abs(one - other) < one / 50; }})()");
    }

    /// <summary>A window of the browser's own, which one without a screen has not; and a tab that can be behind another.</summary>
    private const string SmallWindow =
        """
        window.floated = [];
        window.small = null;
        window.away = false;
        Object.defineProperty(document, "visibilityState", { get: () => (window.away ? "hidden" : "visible") });
        Object.defineProperty(Document.prototype, "pictureInPictureEnabled", { get: () => true });
        Object.defineProperty(Document.prototype, "pictureInPictureElement", { get: () => window.small });
        HTMLVideoElement.prototype.requestPictureInPicture = function () {
          if (this.disablePictureInPicture) return Promise.reject(new DOMException("", "InvalidStateError"));
          window.floated.push(this.getAttribute("aria-label"));
          window.small = this;
          return Promise.resolve(Object.assign(new EventTarget(), { width: 320, height: 180 }));
        };
        Document.prototype.exitPictureInPicture = function () {
          const was = window.small;
          window.small = null;
          was.dispatchEvent(new Event("leavepictureinpicture"));
          return Promise.resolve();
        };
        """;

    [Fact]
    public async Task A_client_s_picture_goes_on_in_a_small_window_while_the_host_looks_at_notes()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"), script: SmallWindow);
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"));
        await guest.InRoomAsync();
        await host.SeesAndHearsAsync(guest);

        await host.Tab.PressAsync("Small window");
        (await host.Tab.EvaluateAsync<string[]>("window.floated")).ShouldBe(["Gina"]);
        await host.Tab.UntilAsync("it can be closed here", "probe.button('Close small window')");
        await TurnAsync(host, away: true);
        var before = (await host.ReceivedAsync(guest)).Frames;
        await host.SeesAsync(guest, "the picture goes on behind the notes", its => its.Frames > before + 60);

        await TurnAsync(host, away: false);
        await host.Tab.PressAsync("Close small window");
        await host.Tab.UntilAsync("it can be opened again", "probe.button('Small window')");
        await TurnAsync(host, away: true);
        await host.Tab.UntilAsync("without the window a hidden page's picture rests", $"probe.camera('{guest.Id}').then(({{ frames }}) => {{ window.rests = frames === window.framesBefore ? (window.rests ?? 0) + 1 : 0; window.framesBefore = frames; return window.rests > 5; }})");
        guest.Tab.Errors.ShouldBeEmpty();
        host.Tab.Errors.ShouldBeEmpty();
        (await guest.Tab.EvaluateAsync<bool>("probe.button('Small window')")).ShouldBeFalse("notes are the host's");

        static Task<bool> TurnAsync(RoomPage person, bool away) => person.Tab.EvaluateAsync<bool>($"(window.away = {(away ? "true" : "false")}, document.dispatchEvent(new Event('visibilitychange')))");
    }

    [Fact]
    public async Task The_clock_tells_how_long_the_session_still_goes_on()
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            foreach (var person in new[] { host, guest })
                await person.Tab.UntilAsync<string>("the clock", "document.querySelector('[role=timer]').innerText", words => words.Contains("min"));
        }
    }

    [Fact]
    public async Task Another_camera_and_microphone_are_chosen_while_the_others_go_on_seeing_and_hearing()
    {
        // Of the browser's fake cameras the second gives depth and no picture; the last one is as the first.
        const string Device = "probe.peers[0].getSenders().find((sender) => sender.track?.kind === '{0}')?.track.getSettings().deviceId";
        await using var several = await Chromium.StartAsync(new ChromiumOptions { Devices = ["--use-fake-device-for-media-stream=device-count=3", "--use-fake-ui-for-media-stream"] });
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), await rig.ChromiumAsync(), several);
        await using (host)
        await using (guest)
        {
            await host.SeesAndHearsAsync(guest);
            foreach (var (list, kind) in new[] { ("device-camera", "video"), ("device-microphone", "audio") })
            {
                var device = Device.Replace("{0}", kind, StringComparison.Ordinal);
                var before = await guest.Tab.EvaluateAsync<string>(device);
                await guest.Tab.PressAsync("Devices");
                await guest.Tab.UntilAsync("there is another one to choose", $"[...(document.getElementById('{list}')?.options ?? [])].some((option) => option.value && option.value !== '{before}')");
                await guest.Tab.EvaluateAsync<bool>($"(() => {{ const list = document.getElementById('{list}'); list.value = [...list.options].findLast((option) => option.value && option.value !== '{before}').value; list.dispatchEvent(new Event('change')); return true; }})()");
                await guest.Tab.UntilAsync<string?>("the other one is sent", device, now => now is not null && now != before);
                await guest.Tab.PressAsync("Done");
                await host.SeesAndHearsAsync(guest);
            }

            (await guest.Tab.EvaluateAsync<int>("probe.sentOf('Connect')")).ShouldBe(1, "nothing is negotiated anew");
        }
    }
}
