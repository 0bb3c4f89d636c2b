using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Sessions;

/// <summary>Another application's page on the library alone, written as docs/client-library.md says.</summary>
[Collection(LoopbackTests.Name)]
public sealed class TheLibraryAloneTests(LoopbackRig rig)
{
    [Fact]
    public async Task A_page_made_of_the_guide_s_example_meets_the_room_page()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var session = await portal.Api.CreateSessionAsync(new { waitingRoom = false });
        await using var host = await RoomPage.JoinAsync(chromium, await session.InviteAsync("Theo", "host"));
        await host.InRoomAsync();
        var invitation = await session.InviteAsync("Gina", "guest");
        await using var guest = await RoomPage.OpenAsync(chromium, invitation with { Link = new Uri(portal.Url, "/relay/info.json").ToString() });

        await guest.Tab.EvaluateAsync<bool>(
            $$"""
            (async () => {
              const ticket = "{{Uri.UnescapeDataString(invitation.Link.Split("#ticket=")[1])}}";
              const states = (window.states = []);
              const problems = (window.problems = []);
              const show = (state) => states.push(state);
              const tell = (code, message) => problems.push(`${code}: ${message}`);
              const videoOf = (slot) => document.getElementById(`slot-${slot}`) ?? document.body.appendChild(Object.assign(document.createElement("video"), { id: `slot-${slot}`, autoplay: true }));
              {{Example()}}
              return true;
            })()
            """);

        await host.SeesAndHearsAsync(guest);
        await guest.Tab.UntilAsync("the picture plays in the page's own element", "(document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 100");
        var states = await guest.Tab.EvaluateAsync<string[]>("window.states");
        states[^1].ShouldBe("live");
        (await guest.Tab.EvaluateAsync<string[]>("window.problems")).ShouldBeEmpty();
    }

    /// <summary>The guide's own lines; a script that is evaluated imports by a call.</summary>
    private static string Example()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SessionRelay.sln"))) folder = folder.Parent!;
        var guide = File.ReadAllText(Path.Combine(folder.FullName, "docs", "client-library.md"));
        var code = guide.Split("```js\n")[1].Split("```")[0];
        return code.Replace("import { Session } from \"/relay/client.js\";", "const { Session } = await import(\"/relay/client.js\");");
    }
}
