using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Look;
using SessionRelay.Browser.Tests.Network;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Browser.Tests.Room;

namespace SessionRelay.Browser.Tests.Sessions;

/// <summary>A booking by phone from end to end: the client has a phone and nothing else, the therapist a browser without a camera.</summary>
[Collection(NamespaceTests.Name)]
public sealed class PhoneBookingTests(NamespaceRig rig)
{
    private const string Number = "+442079460018"; // kept for films and stories

    private const string Written = "+44 20 7946 0018";

    private static readonly TabLook Desk = new(1280, 800, false);
    private static readonly TabLook Phone = new(375, 812, false);

    [Fact]
    public async Task The_therapist_presses_once_and_the_client_s_phone_rings_and_both_speak()
    {
        rig.Need();
        using var network = VirtualNetwork.Create();
        await using var portal = await RunningPortal.StartAsync(
            network, rig.Authority, 5443, $"--Phone:Trunk:Server=127.0.0.1:{SippPhone.Port}", "--Phone:Countries=GB", "--Phone:Trunk:CallerId=+442079460000");
        await using var chromium = await Chromium.StartAsync(new ChromiumOptions { Network = network, Authority = rig.Authority });
        portal.Change("UPDATE Bookings SET Format = 'Phone' WHERE State = 'Booked'");

        await using (var client = await OpenAsync(chromium, "Nora", portal.RoleLink("client"), Phone))
        {
            await client.Tab.PressAsync("Sign in");
            var page = ((ChromiumTab)client.Tab).Page;
            await page.GetByRole(AriaRole.Link, new() { Name = "Before the call" }).First.ClickAsync();
            await KeepAsync(client, "phone-booking-join");
            await page.GotoAsync(page.Url.Replace("/join/", "/number/"));
            await page.GetByLabel("The number at which we reach you").FillAsync("020 7946");
            await client.Tab.PressAsync("Save");
            await client.Tab.UntilAsync("what is no number is refused", "document.body.innerText.includes('not a number that can be called')");
            await KeepAsync(client, "phone-booking-number");
            await page.GetByLabel("The number at which we reach you").FillAsync("+44 20 7946 0018");
            await client.Tab.PressAsync("Save");
            await client.Tab.UntilAsync("the number is taken over", $"document.querySelector('#Callback')?.value === '{Written}'");
        } // and that was all: the page is closed, and where they are is asked by voice

        await using var therapist = await OpenAsync(chromium, "Dr. Ines Hartmann", portal.RoleLink("therapist"), Desk);
        await therapist.Tab.PressAsync("Sign in");
        await therapist.Tab.UntilAsync<string>("the therapist reads whom to call", "document.body.innerText", text => text.Contains($"call {Written}") && text.Contains("by phone"));
        await KeepAsync(therapist, "phone-booking-today");
        await ((ChromiumTab)therapist.Tab).Page.Locator(".card", new() { HasText = Written }).GetByRole(AriaRole.Button, new() { Name = "Join as host" }).ClickAsync();
        await therapist.Tab.UntilAsync("no camera is asked for", "location.pathname === '/room' && document.body.innerText.includes('no camera is used') && !probe.button('Turn camera off') && !probe.button('Turn camera on')");
        await Pictures.KeepAsync(therapist, "phone-booking-prejoin", Desk);
        await therapist.Tab.PressAsync("Join");
        await therapist.InRoomAsync();
        await ReadsAsync(therapist, "Nora takes part by phone");
        await Pictures.KeepAsync(therapist, "phone-booking-room", Desk);

        await using var phone = SippPhone.WhoPresses1(network);
        await therapist.Tab.PressAsync("Call Nora by phone");
        await ReadsAsync(therapist, "Somebody at Nora’s phone has pressed 1");
        await therapist.Tab.PressAsync("Admit Nora");
        await ReadsAsync(therapist, "not end-to-end encrypted");
        var id = await therapist.Tab.UntilAsync<string?>("the client is on the stage", "document.querySelector('.tile[data-state=phone]')?.dataset.participant ?? null", found => found is not null);
        var nora = new RoomPage(therapist.Tab, new Invitation(id!, "Nora", "", ""));
        var before = await therapist.ReceivedAsync(nora);
        await therapist.SeesAsync(nora, "the own words, said again by the phone", now => now.AudioEnergy > before.AudioEnergy + 0.001);
        await Pictures.KeepAsync(therapist, "phone-booking-live", Desk);

        await therapist.Tab.PressAsync("End for everyone");
        await therapist.Tab.PressAsync("End it now");
        await phone.EndedAsync();
        await therapist.ViewAsync("end");
        await ((ChromiumTab)therapist.Tab).Page.GetByRole(AriaRole.Link, new() { Name = "What comes next" }).ClickAsync();
        await therapist.Tab.UntilAsync("nothing was lost", "document.body.innerText.includes('No time was lost')");
        therapist.Tab.Errors.ShouldBeEmpty();
        portal.Output.ShouldNotContain("442079460018");
    }

    [Fact]
    public async Task With_one_press_and_a_code_the_therapist_needs_no_browser_and_two_phones_hear_each_other()
    {
        const string Own = "+442079460019";
        const double Loud = 0.25; // of full scale
        const double TherapistTone = 500; // Hz
        const double ClientTone = 800;
        rig.Need();
        using var network = VirtualNetwork.Create();
        await using var trunk = await KamailioSwitch.StartAsync(network, (Own, BaresipPhone.Port), (Number, BaresipPhone.SecondPort));
        await using var own = await BaresipPhone.WhoSaysAsync(network, Own, TherapistTone, Loud);
        await using var clients = await BaresipPhone.WhoSaysAsync(network, Number, ClientTone, Loud, line: 1);
        await using var portal = await RunningPortal.StartAsync(
            network, rig.Authority, 5443, $"--Phone:Trunk:Server=127.0.0.1:{KamailioSwitch.Port}", "--Phone:Countries=GB", "--Phone:Trunk:CallerId=+442079460000");
        await using var chromium = await Chromium.StartAsync(new ChromiumOptions { Network = network, Authority = rig.Authority });
        portal.Change("UPDATE Bookings SET Format = 'Phone' WHERE State = 'Booked'");
        await using (var client = await OpenAsync(chromium, "Nora", portal.RoleLink("client"), Phone))
        {
            await client.Tab.PressAsync("Sign in");
            var page = ((ChromiumTab)client.Tab).Page;
            await page.GetByRole(AriaRole.Link, new() { Name = "Before the call" }).First.ClickAsync();
            await page.GotoAsync(page.Url.Replace("/join/", "/number/"));
            await page.GetByLabel("The number at which we reach you").FillAsync(Written);
            await client.Tab.PressAsync("Save");
        }

        await using var therapist = await OpenAsync(chromium, "Dr. Ines Hartmann", portal.RoleLink("therapist"), Phone);
        await therapist.Tab.PressAsync("Sign in");
        var today = ((ChromiumTab)therapist.Tab).Page;
        await today.GetByRole(AriaRole.Link, new() { Name = "Your phone number" }).ClickAsync();
        await today.GetByLabel("Where we call you").FillAsync("+44 20 7946 0019");
        await therapist.Tab.PressAsync("Save");
        var card = today.Locator(".card", new() { HasText = Written });
        var pin = (await card.GetByText("Enter the code").Locator("strong").InnerTextAsync()).Replace(" ", "");
        await KeepAsync(therapist, "phone-host-today");
        await card.GetByRole(AriaRole.Button, new() { Name = "Call my phone" }).ClickAsync();
        await ReadsAsync(therapist, "Your phone rings in a moment.");
        await card.GetByRole(AriaRole.Link, new() { Name = "Write down where they are" }).ClickAsync();
        await KeepAsync(therapist, "phone-host-where");
        await today.GoBackAsync();

        await own.PressAsync(pin);
        await clients.Press1Async(); // whose phone rings because the code was right
        await ReadsAsync(therapist, "is waiting");
        await own.Press1Async();
        await ReadsAsync(therapist, "is in the session");
        await therapist.Tab.UntilAsync("some seconds are over", "(window.since ??= performance.now()) < performance.now() - 6000");
        await own.HangUpAsync();
        await clients.HangUpAsync();

        (await own.HeardAsync(ClientTone, seconds: 2)).ShouldBeInRange(Loud / 1.41, Loud * 1.41, own.Output);
        (await clients.HeardAsync(TherapistTone, seconds: 2)).ShouldBeInRange(Loud / 1.41, Loud * 1.41, clients.Output);
        portal.Output.ShouldNotContain(pin);
        portal.Output.ShouldNotContain("44207946001");
        therapist.Tab.Errors.ShouldBeEmpty();
    }

    private static Task<RoomPage> OpenAsync(Chromium chromium, string name, string link, TabLook look) => RoomPage.OpenAsync(chromium, new Invitation("", name, "", link), look);

    private static Task ReadsAsync(RoomPage page, string words) =>
        page.Tab.UntilAsync<string>($"{page.Name} reads “{words}”", "document.body.innerText", text => text.Contains(words));

    private static async Task KeepAsync(RoomPage person, string name)
    {
        var page = ((ChromiumTab)person.Tab).Page;
        await page.ScreenshotAsync(new() { Path = Artifacts.Screenshot($"portal-{name}"), FullPage = true });
        (await person.Tab.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{name} scrolls sideways");
        var result = await page.RunAxe();
        result.Violations.Select(violation => $"{name}: {violation.Id}: {string.Join("; ", violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
    }
}
