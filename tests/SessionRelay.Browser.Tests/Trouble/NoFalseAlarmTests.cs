using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Trouble;

[Collection(LoopbackTests.Name)]
public sealed class NoFalseAlarmTests(LoopbackRig rig)
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_muted_person_one_without_devices_one_alone_and_a_hidden_tab_stay_live()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        await using var bare = await Chromium.StartAsync(new ChromiumOptions { Devices = ChromiumOptions.NoDevices });
        await using var unwatched = await UnwatchedChromium.StartAsync();
        var open = new { waitingRoom = false };
        var together = await portal.Api.CreateSessionAsync(open);
        var apart = await portal.Api.CreateSessionAsync(open);

        await using var muted = await RoomPage.JoinAsync(chromium, await together.InviteAsync("Theo", "host"));
        await muted.InRoomAsync();
        await using var deviceless = await RoomPage.JoinAsync(bare, await together.InviteAsync("Dana", "guest"));
        await deviceless.InRoomAsync();
        await using var hidden = await RoomPage.JoinAsync(unwatched, await together.InviteAsync("Hana", "guest"));
        await hidden.InRoomAsync();
        await using var alone = await RoomPage.JoinAsync(chromium, await apart.InviteAsync("Alma", "host"));
        await alone.InRoomAsync();

        await muted.Tab.PressAsync("Mute microphone");
        (await deviceless.Tab.EvaluateAsync<int>("navigator.mediaDevices.enumerateDevices().then((all) => all.filter((one) => one.kind === 'videoinput').length)")).ShouldBe(0);
        await ((DrivenTab)hidden.Tab).CoverAsync();
        await hidden.Tab.UntilAsync("the tab is hidden", "document.visibilityState === 'hidden'");

        RoomPage[] pages = [muted, deviceless, hidden];
        foreach (var page in pages)
            foreach (var seen in pages) await page.SeesStateAsync(seen, "live");
        await alone.SeesStateAsync(alone, "live");

        RoomPage[] all = [.. pages, alone];
        foreach (var page in all) await page.Tab.EvaluateAsync<bool>("probe.watchStates()");
        await Bound.AlwaysAsync("everybody is live, as the relay tells it", Watched, async () => new[]
        {
            await together.StateAsync(muted.Id), await together.StateAsync(deviceless.Id), await together.StateAsync(hidden.Id), await apart.StateAsync(alone.Id),
        }, states => states.All(state => state == "live"));

        (await hidden.Tab.EvaluateAsync<string>("document.visibilityState")).ShouldBe("hidden");
        foreach (var page in all) (await page.Tab.EvaluateAsync<string[]>("probe.alarms")).ShouldBeEmpty(page.Name + " saw something else for a moment");
    }
}
