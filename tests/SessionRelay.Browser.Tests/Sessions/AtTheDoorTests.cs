using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Sessions;

/// <summary>Somebody waits, and the host is elsewhere: what calls them, and what they can answer.</summary>
[Collection(LoopbackTests.Name)]
public sealed class AtTheDoorTests(LoopbackRig rig)
{
    /// <summary>The system's notifications and the page's notes, noted instead of shown and heard; and a tab that can be behind another.</summary>
    internal const string Noted =
        """
        window.away = false;
        window.notified = [];
        window.notes = [];
        Object.defineProperty(document, "visibilityState", { get: () => (window.away ? "hidden" : "visible") });
        window.Notification = class {
          static permission = "granted";
          constructor(title, { body }) {
            window.notified.push(`${title} ${body}`);
          }
          close() {}
        };
        const Oscillator = window.OscillatorNode;
        window.OscillatorNode = class extends Oscillator {
          constructor(context, options) {
            super(context, options);
            window.notes.push(context.state);
          }
        };
        """;

    [Fact]
    public async Task A_host_in_another_tab_is_called_by_a_chime_and_a_notification_without_a_name()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync();
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"), script: Noted);
        await host.InRoomAsync();
        await host.Tab.EvaluateAsync<bool>("window.away = true");

        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"));
        await guest.InWaitingRoomAsync();

        await host.Tab.UntilAsync<string[]>("two notes are played", "window.notes", notes => notes.Length == 2 && notes.All(state => state == "running"));
        (await host.Tab.EvaluateAsync<string[]>("window.notified")).ShouldHaveSingleItem().ShouldNotContain("Gina");
        (await host.Tab.EvaluateAsync<string>("document.body.innerText")).ShouldContain("Gina");
    }

    [Fact]
    public async Task Who_is_declined_is_told_kindly_and_may_knock_again()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync();
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        await using var guest = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Gina", "guest"));
        await guest.InWaitingRoomAsync();

        await host.Tab.PressAsync("Decline Gina");

        await guest.Tab.UntilAsync<string>("the guest is told", "document.querySelector('h1').textContent", text => text == "You were not let in just now");
        await host.Tab.UntilAsync("nobody waits", "!probe.button('Admit Gina')");
        await guest.Tab.PressAsync("Ask again");
        await guest.InWaitingRoomAsync();
        await host.AdmitAsync(guest);
        await guest.InRoomAsync();
        await host.SeesAndHearsAsync(guest);
    }
}
