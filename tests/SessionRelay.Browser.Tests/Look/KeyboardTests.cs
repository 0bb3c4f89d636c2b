using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Look;

[Collection(LoopbackTests.Name)]
public sealed class KeyboardTests(LoopbackRig rig)
{
    private const string Focused = "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()";

    [Fact]
    public async Task A_person_joins_mutes_and_writes_by_keyboard_alone()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var person = await RoomPage.OpenAsync(chromium, await session.InviteAsync("Theo", "host"));
        var keys = ((ChromiumTab)person.Tab).Page.Keyboard;
        await person.Tab.UntilAsync("the button is there", "probe.button('Join')");

        await ReachAsync("Join");
        await keys.PressAsync("Enter");
        await person.InRoomAsync();

        await ReachAsync("Mute microphone");
        await keys.PressAsync("Space");
        await person.Tab.UntilAsync("the microphone is off", "probe.button('Unmute microphone')");

        await ReachAsync("Devices");
        await keys.PressAsync("Enter");
        await person.Tab.UntilAsync("the dialog is open", "document.querySelector('dialog[open]') !== null");
        await keys.PressAsync("Escape");
        await person.Tab.UntilAsync("the dialog is closed", "document.querySelector('dialog[open]') === null");
        await person.Tab.UntilAsync<string>("the focus is back where it was", Focused, name => name == "Devices");

        await ReachAsync("Chat");
        await keys.PressAsync("Enter");
        await person.Tab.UntilAsync("the text box has the focus", "document.activeElement.matches('textarea, input')");
        await keys.TypeAsync("A note to myself");
        await keys.PressAsync("Enter");
        await person.ReadsAsync("A note to myself");

        async Task ReachAsync(string button)
        {
            for (var presses = 0; presses < 60; presses++)
            {
                if (await person.Tab.EvaluateAsync<string>(Focused) == button) return;
                await keys.PressAsync("Tab");
            }

            throw new InvalidOperationException($"60 presses of Tab do not reach “{button}”.");
        }
    }
}
