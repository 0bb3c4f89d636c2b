using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Look;

/// <summary>Each page as people see it, on a phone and on a desk, in light and dark: kept as pictures, and checked for what keeps people out.</summary>
[Collection(LoopbackTests.Name)]
public sealed class ScreenshotTests(LoopbackRig rig)
{
    [Theory]
    [InlineData(320, 640, false)]
    [InlineData(375, 812, false)]
    [InlineData(375, 812, true)]
    [InlineData(1280, 800, false)]
    [InlineData(1280, 800, true)]
    public async Task Pages_are_pictured_and_accessible(int width, int height, bool dark)
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var look = new TabLook(width, height, dark);
        var session = await portal.Api.CreateSessionAsync();
        await using var host = await RoomPage.OpenAsync(chromium, await session.InviteAsync("Theo", "host"), look);
        await host.Tab.UntilAsync("the button is there", "probe.button('Join')");
        await Pictures.KeepAsync(host, "before-joining", look);
        await host.Tab.PressAsync("Join");
        await host.InRoomAsync();

        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"), look);
        await guest.InWaitingRoomAsync();
        await Pictures.KeepAsync(guest, "waiting-room", look);
        await host.Tab.UntilAsync("the host is asked", "probe.button('Admit Gina')");
        await Pictures.KeepAsync(host, "host-is-asked", look);
        await host.AdmitAsync(guest);
        await guest.InRoomAsync();
        await guest.SeesAsync(host, "a picture", now => now.Frames > 10);
        await host.SeesAsync(guest, "a picture", now => now.Frames > 10);
        await Pictures.KeepAsync(host, "session", look);
        await guest.SayAsync("I can see you well.");
        await host.ReadsAsync("I can see you well.");
        await Pictures.KeepAsync(guest, "chat", look);
        host.Tab.Errors.ShouldBeEmpty();
        guest.Tab.Errors.ShouldBeEmpty();
    }
}
