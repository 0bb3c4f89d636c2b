using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Sessions;

/// <summary>The way of the portal's two people: the mail's link and the therapist's day lead to one call over the relay, and out of it again.</summary>
[Collection(LoopbackTests.Name)]
public sealed class FromTheLinkToTheCallTests(LoopbackRig rig)
{
    private static readonly (int Width, int Height)[] Sizes = [(375, 812), (1280, 800)];

    [Fact]
    public async Task Client_and_therapist_go_from_their_links_to_a_call_and_on()
    {
        await using var portal = await RunningPortal.StartAsync();
        var chromium = await rig.ChromiumAsync();
        var client = await OpenAsync(chromium, "Nora", await LinkInMailAsync(portal, chromium));
        var therapist = await OpenAsync(chromium, "Dr. Ines Hartmann", portal.RoleLink("therapist"));
        await using (client)
        await using (therapist)
        {
            await KeepAsync(client, "join");
            await TypeIfEmptyAsync(client, "Somebody to call in an emergency", "Kim Marsh");
            await client.Tab.PressAsync("Join");
            await client.Tab.UntilAsync("the room is shown", "location.pathname === '/room' && probe.button('Join')");
            (await client.Tab.EvaluateAsync<string>("location.href")).ShouldNotContain("ticket");
            await client.Tab.PressAsync("Join");
            await client.InWaitingRoomAsync();

            await therapist.Tab.PressAsync("Sign in");
            await therapist.Tab.UntilAsync("the therapist sees who waits", "document.body.innerText.includes('is waiting')");
            await KeepAsync(therapist, "therapist-today");
            await ((ChromiumTab)therapist.Tab).Page.GetByRole(AriaRole.Button, new() { Name = "Join as host" }).First.ClickAsync();
            await therapist.Tab.UntilAsync("the room is shown", "location.pathname === '/room' && probe.button('Join')");
            await therapist.Tab.PressAsync("Join");
            await therapist.InRoomAsync();
            await therapist.AdmitAsync(client);
            await client.InRoomAsync();
            await Task.WhenAll(client.SeesAndHearsByNameAsync(therapist), therapist.SeesAndHearsByNameAsync(client));

            await therapist.Tab.PressAsync("End for everyone");
            await therapist.Tab.PressAsync("End it now");
            foreach (var person in new[] { client, therapist })
            {
                await person.ViewAsync("end");
                await ((ChromiumTab)person.Tab).Page.GetByRole(AriaRole.Link, new() { Name = "What comes next" }).ClickAsync();
                await person.Tab.UntilAsync("nothing was lost", "document.body.innerText.includes('No time was lost')");
            }

            await KeepAsync(client, "after-session");
            await KeepAsync(therapist, "therapist-after");
            client.Tab.Errors.ShouldBeEmpty();
            therapist.Tab.Errors.ShouldBeEmpty();
        }

        await portal.StopAsync();
    }

    [Fact]
    public async Task A_therapist_is_called_when_somebody_waits_and_warned_beside_the_button_of_where_they_are()
    {
        await using var portal = await RunningPortal.StartAsync();
        var chromium = await rig.ChromiumAsync();
        var link = await LinkInMailAsync(portal, chromium);
        await using var therapist = await RoomPage.OpenAsync(chromium, new Invitation("", "Dr. Ines Hartmann", "", portal.RoleLink("therapist")), script: AtTheDoorTests.Noted + Unasked);
        await therapist.Tab.PressAsync("Sign in");
        await therapist.Tab.UntilAsync("the day is shown", "location.pathname.endsWith('/today') && document.title.startsWith('Today')");
        (await therapist.Tab.EvaluateAsync<int>("window.asked")).ShouldBe(0, "a page that asks for itself is refused by people, and by browsers");
        await therapist.Tab.PressAsync("Tell me also while I look at another tab");
        await therapist.Tab.UntilAsync("they are told so", "document.body.innerText.includes('You are told when somebody waits')");
        (await therapist.Tab.EvaluateAsync<int>("window.asked")).ShouldBe(1);
        await therapist.Tab.EvaluateAsync<bool>("window.away = true");

        await using var client = await OpenAsync(chromium, "Nora", link);
        await TypeIfEmptyAsync(client, "Somebody to call in an emergency", "Kim Marsh");
        await ((ChromiumTab)client.Tab).Page.SelectOptionAsync("[name=Region]", new SelectOptionValue { Label = "Alaska" });
        await client.Tab.PressAsync("Join");
        await client.Tab.UntilAsync("the room is shown", "location.pathname === '/room' && probe.button('Join')");
        await client.Tab.PressAsync("Join");
        await client.InWaitingRoomAsync();

        await therapist.Tab.UntilAsync<string[]>("two notes are played", "window.notes", notes => notes.Length == 2 && notes.All(state => state == "running"));
        (await therapist.Tab.EvaluateAsync<string[]>("window.notified")).ShouldHaveSingleItem().ShouldNotContain("Nora");
        (await therapist.Tab.EvaluateAsync<string>("document.title")).ShouldStartWith("(1) Today");
        await ((ChromiumTab)therapist.Tab).Page.GetByRole(AriaRole.Button, new() { Name = "Join as host" }).First.ClickAsync();
        await therapist.Tab.UntilAsync("the room is shown", "location.pathname === '/room' && probe.button('Join')");
        await therapist.Tab.PressAsync("Join");
        await therapist.InRoomAsync();
        await therapist.Tab.UntilAsync("the room warns", "document.querySelector('.waiting-people .notice') !== null");
        const string Warning = "Says they are in Alaska, where you hold no licence.";
        (await therapist.Tab.EvaluateAsync<string>("document.querySelector('.waiting-people .notice').textContent")).ShouldBe(Warning);
        await Assertions.Expect(((ChromiumTab)therapist.Tab).Page.GetByRole(AriaRole.Button, new() { Name = "Admit Nora" })).ToHaveAccessibleDescriptionAsync(Warning);
        await KeepAsync(therapist, "room-notice");
        (await client.Tab.EvaluateAsync<string>("document.documentElement.innerHTML")).ShouldNotContain("licence");
        await therapist.AdmitAsync(client);
        await client.InRoomAsync();
        await therapist.Tab.UntilAsync("the notice is gone", "!document.querySelector('.notice')");
        client.Tab.Errors.ShouldBeEmpty();
        therapist.Tab.Errors.ShouldBeEmpty();
        await portal.StopAsync();
    }

    [Fact]
    public async Task The_device_check_measures_a_real_connection_through_the_relay()
    {
        await using var portal = await RunningPortal.StartAsync();
        var chromium = await rig.ChromiumAsync();
        await using var client = await OpenAsync(chromium, "Nora", portal.RoleLink("client"));
        await client.Tab.PressAsync("Sign in");
        await client.Tab.UntilAsync("they are at home", "document.body.innerText.includes('Your next session')");
        await KeepAsync(client, "client-home");
        await client.Tab.OpenAsync(new Uri(portal.Url, "/client/session").ToString());
        await KeepAsync(client, "client-sessions");
        await client.Tab.OpenAsync(new Uri(portal.Url, "/account/device-check").ToString());
        await client.Tab.UntilAsync("the script is there", "document.querySelector('[data-check-script]').hidden");
        await client.Tab.PressAsync("Begin the check");
        const int Tries = 3; // a machine that does other things beside may not have the power for it at once
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            await client.Tab.UntilAsync<string>("the check has ended", "document.querySelector('[data-check-begin]').textContent", words => words == "Check again");
            if (await client.Tab.EvaluateAsync<bool>("['up', 'down'].every(way => document.querySelector(`[data-check-of=${way}]`).textContent.includes('good'))")) break;
            if (attempt < Tries) await client.Tab.PressAsync("Check again");
        }

        var shown = await client.Tab.EvaluateAsync<string>("document.querySelector('.check').innerText");
        await KeepAsync(client, "device-check");

        shown.ShouldContain("Mbit/s");
        shown.ShouldContain(" ms");
        shown.ShouldContain("0.0 %");
        shown.ShouldContain("It works.");
        foreach (var way in new[] { "up", "down" })
            (await client.Tab.EvaluateAsync<double>($"parseFloat(document.querySelector('[data-check-of={way}]').textContent.match(/[0-9.]+/)[0])")).ShouldBeGreaterThanOrEqualTo(3.0, $"{way}, Mbit/s that a session wants");
        client.Tab.Errors.ShouldBeEmpty();
        TestContext.Current.SendDiagnosticMessage("measured: {0}", shown.ReplaceLineEndings(" "));
    }

    /// <summary>Nobody has answered yet whether this page may notify.</summary>
    private const string Unasked =
        """
        window.asked = 0;
        window.Notification.permission = "default";
        window.Notification.requestPermission = () => {
          window.asked++;
          window.Notification.permission = "granted";
          return Promise.resolve("granted");
        };
        """;

    /// <summary>Of the client's mails the one about the session that begins now.</summary>
    private static async Task<string> LinkInMailAsync(RunningPortal portal, Chromium chromium)
    {
        await using var tab = await chromium.TabAsync("0;");
        return await Bound.UntilAsync("the mail of this session is there", async () =>
        {
            foreach (var link in portal.LinksInMailTo("client@linden.example").Where(link => link.Contains("/session/join?link=")))
            {
                await tab.OpenAsync(link);
                if (await tab.EvaluateAsync<bool>("[...document.querySelectorAll('button')].some(button => button.textContent === 'Join')")) return link;
            }

            return null;
        }, link => link is not null) ?? "";
    }

    private static Task<RoomPage> OpenAsync(Chromium chromium, string name, string link) => RoomPage.OpenAsync(chromium, new Invitation("", name, "", link));

    private static async Task TypeIfEmptyAsync(RoomPage person, string box, string text)
    {
        var field = ((ChromiumTab)person.Tab).Page.GetByRole(AriaRole.Textbox, new() { Name = box, Exact = true });
        if ((await field.InputValueAsync()).Length == 0) await field.FillAsync(text);
    }

    /// <summary>A picture on a phone and on a desk, in light and dark, and what axe says.</summary>
    private static async Task KeepAsync(RoomPage person, string name)
    {
        var page = ((ChromiumTab)person.Tab).Page;
        foreach (var (width, height) in Sizes)
        {
            await page.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.ScreenshotAsync(new() { Path = Artifacts.Screenshot($"portal-{name}-{width}-{(scheme == ColorScheme.Dark ? "dark" : "light")}"), FullPage = true });
                (await person.Tab.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{name} scrolls sideways at {width} px");
                var result = await page.RunAxe();
                result.Violations.Select(violation => $"{name}: {violation.Id}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
            }
        }
    }
}
