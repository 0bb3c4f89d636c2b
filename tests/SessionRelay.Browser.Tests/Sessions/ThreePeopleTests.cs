using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Sessions;

[Collection(LoopbackTests.Name)]
public sealed class ThreePeopleTests(LoopbackRig rig)
{
    [Fact]
    public async Task Three_people_see_and_hear_each_other_and_a_screen()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync();
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"));
        await using var aide = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Ada", "aide"));
        foreach (var person in new[] { guest, aide })
        {
            await person.InWaitingRoomAsync();
            await host.AdmitAsync(person);
            await person.InRoomAsync();
        }

        RoomPage[] all = [host, guest, aide];
        foreach (var viewer in all)
            foreach (var seen in all.Except([viewer])) await viewer.SeesAndHearsAsync(seen);

        // Whoever came last shows a screen: it needs a pair of its own, beside the cameras.
        await aide.Tab.PressAsync("Share screen");
        await host.SeesScreenAsync(aide, "20 frames", screen => screen.Frames > 20);
        await guest.SeesScreenAsync(aide, "20 frames", screen => screen.Frames > 20);
        await aide.Tab.PressAsync("Stop sharing");
        await host.Tab.UntilAsync("the screen is gone", $"document.querySelector('[data-screen-of=\"{aide.Id}\"]') === null");

        // One leaves, and the two others go on.
        await aide.Tab.PressAsync("Leave");
        await aide.ViewAsync("end");
        await host.Tab.UntilAsync("the tile of who left is gone", $"probe.tile('{aide.Id}') === null");
        await host.SeesAndHearsAsync(guest);
    }

    [Fact]
    public async Task Ending_for_everyone_ends_it_for_everyone()
    {
        var chromium = await rig.ChromiumAsync();
        var (host, guest) = await Meeting.BeginAsync(await rig.PortalAsync(), chromium, chromium);
        await using (host)
        await using (guest)
        {
            await host.Tab.PressAsync("End for everyone");
            await host.Tab.PressAsync("End it now");
            await guest.ViewAsync("end");
            await host.ViewAsync("end");
        }
    }
}
