using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Look;

/// <summary>What somebody outside the session reads, each way out and each way not in, on a phone and on a desk, in light and dark.</summary>
[Collection(LoopbackTests.Name)]
public sealed class EndStatesTests(LoopbackRig rig)
{
    [Theory]
    [InlineData(375, 812, false)]
    [InlineData(375, 812, true)]
    [InlineData(1280, 800, false)]
    [InlineData(1280, 800, true)]
    public async Task Ways_out_and_ways_not_in_are_pictured_and_accessible(int width, int height, bool dark)
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var look = new TabLook(width, height, dark);
        await ShowAsync(chromium, look, new Uri(portal.Url, "/room").ToString(), "no-ticket", "This page needs your link");
        await ShowAsync(chromium, look, new Uri(portal.Url, "/room#ticket=no-ticket-at-all").ToString(), "ticket-invalid", "This link does not open a session", join: true);
        var early = await portal.Api.CreateSessionAsync(startsIn: TimeSpan.FromHours(1));
        await ShowAsync(chromium, look, (await early.InviteAsync("Gina", "guest")).Link, "too-early", "You are early", join: true);

        var session = await portal.Api.CreateSessionAsync();
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"), look);
        await host.InRoomAsync();
        var late = await session.InviteAsync("Late", "guest");
        var invited = await session.InviteAsync("Gina", "guest");
        await using var guest = await RoomPage.JoinAsync(chromium, invited, look);
        await guest.InWaitingRoomAsync();
        await host.Tab.PressAsync("Decline Gina");
        await KeepAsync(guest, "declined", "You were not let in just now", look);
        await guest.Tab.PressAsync("Ask again");
        await host.AdmitAsync(guest);
        await guest.InRoomAsync();
        await ShowAsync(chromium, look, invited.Link, "ticket-used", "This link is already used on another device", join: true);

        await guest.Tab.PressAsync("Leave");
        await KeepAsync(guest, "left", "You have left", look);
        await guest.Tab.PressAsync("Come back");
        await guest.Tab.PressAsync("Join");
        await guest.InRoomAsync();
        await host.Tab.PressAsync("Remove Gina");
        await host.Tab.PressAsync("Take out");
        await KeepAsync(guest, "removed", "You are no longer in this session", look);

        await host.Tab.PressAsync("End for everyone");
        await host.Tab.PressAsync("End it now");
        await KeepAsync(host, "ended", "The session has ended", look);
        await ShowAsync(chromium, look, late.Link, "session-ended", "The session is over", join: true);
        host.Tab.Errors.ShouldBeEmpty();
        guest.Tab.Errors.ShouldBeEmpty();
    }

    private static async Task ShowAsync(Chromium chromium, TabLook look, string link, string name, string title, bool join = false)
    {
        await using var person = await RoomPage.OpenAsync(chromium, new Invitation("", "Gina", "guest", link), look);
        if (join) await person.Tab.PressAsync("Join");
        await KeepAsync(person, name, title, look);
    }

    private static async Task KeepAsync(RoomPage person, string name, string title, TabLook look)
    {
        await person.Tab.UntilAsync<string>($"“{title}” is shown", "document.querySelector('h1')?.textContent ?? ''", text => text == title);
        await Pictures.KeepAsync(person, $"end-{name}", look);
    }
}
