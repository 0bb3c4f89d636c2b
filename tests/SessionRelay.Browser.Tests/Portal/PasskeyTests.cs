using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Portal.Pages;
using Account = SessionRelay.Portal.Pages.Account;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>A client comes by a mailed link, adds a passkey, and comes back with it. Chromium plays the device (WebAuthn over the DevTools protocol).</summary>
[Collection(LoopbackTests.Name)]
public sealed class PasskeyTests(LoopbackRig rig)
{
    [Fact]
    public async Task A_client_comes_by_mail_adds_a_passkey_and_comes_back_with_it()
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var named = new UriBuilder(portal.Url) { Host = "localhost" }.Uri; // passkeys belong to a name, never to an address
        await using var person = new PortalPerson(await chromium.ChromiumTabAsync(""), named);
        await AddDeviceAsync(person.Page);

        await person.OpenAsync<SignInModel>();
        await person.TypeAsync("Your e-mail address", "client@linden.example");
        await person.PressAsync("Send me a link");
        await person.SeesAsync("Look at your mail");
        var link = await Bound.UntilAsync("the mail is in the demo's outbox", async () =>
        {
            await person.OpenAsync<OutboxModel>();
            var links = person.Page.Locator("main a[href*='token=']");
            return await links.CountAsync() > 0 ? await links.First.GetAttributeAsync("href") : null;
        }, found => found is not null);
        await person.OpenAsync(new Uri(link!).PathAndQuery);
        await person.PressAsync("Sign in");

        await AddAndComeBackAsync(person, portal, "Your place here");
    }

    [Fact]
    public async Task A_therapist_comes_by_their_link_adds_a_passkey_and_comes_back_with_it_alone()
    {
        await using var portal = await RunningPortal.StartAsync(); // one of its own: the link works once
        var named = new UriBuilder(portal.Url) { Host = "localhost" }.Uri;
        await using var person = new PortalPerson(await (await rig.ChromiumAsync()).ChromiumTabAsync(""), named);
        await AddDeviceAsync(person.Page);
        await person.OpenAsync(new Uri(portal.RoleLink("therapist")).PathAndQuery);
        await person.PressAsync("Sign in");
        await person.SeesAsync("Today");

        await AddAndComeBackAsync(person, portal, "Today");
        await portal.StopAsync();
    }

    /// <summary>Adds a passkey on the account's page, signs out and comes back with it alone.</summary>
    private static async Task AddAndComeBackAsync(PortalPerson person, RunningPortal portal, string seen)
    {
        await person.OpenAsync<Account.IndexModel>();
        await person.PressAsync("Add a passkey");
        await person.Page.Locator("main [role=alert], main .note[role=status]").WaitForAsync();
        (await person.Page.Locator("main").InnerTextAsync()).Contains("The passkey is added.").ShouldBeTrue(portal.Output);
        await person.PressAsync("Sign out");
        await person.SeesAsync("You are signed out");

        await person.OpenAsync<SignInModel>();
        await person.PressAsync("Use a passkey");
        await person.SeesAsync(seen);
        person.Tab.Errors.ShouldBeEmpty();
    }

    private static async Task AddDeviceAsync(IPage page)
    {
        var protocol = await page.Context.NewCDPSessionAsync(page);
        await protocol.SendAsync("WebAuthn.enable");
        await protocol.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
