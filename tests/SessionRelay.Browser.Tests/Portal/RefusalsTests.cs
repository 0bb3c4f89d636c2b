using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Portal.Views;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Portal.Pages;
using FirstContact = SessionRelay.Portal.Pages.FirstContact;
using Intake = SessionRelay.Portal.Pages.Intake;
using Owner = SessionRelay.Portal.Pages.Owner;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>What people read when something is refused, or fails: each in a program of this test's own, since it is driven there by bad manners and a broken database.</summary>
[Collection(LoopbackTests.Name)]
public sealed class RefusalsTests(LoopbackRig rig)
{
    [Fact]
    public async Task Refusals_and_failures_are_pictured_and_accessible()
    {
        await using var portal = await RunningPortal.StartAsync();
        await using var person = new PortalPerson(await (await rig.ChromiumAsync()).ChromiumTabAsync(""), portal.Url, portal);

        await person.OpenAsync<SignInModel>();
        await person.Page.EvaluateAsync("for (const token of document.querySelectorAll('main [name=__RequestVerificationToken]')) token.value = 'stale'");
        await person.SendAsync("Send me a link");
        await KeepAsync(person, "status-400-stale", "This page is out of date");

        await person.OpenAsync<FirstContact.IndexModel>();
        await person.Page.EvaluateAsync("document.querySelector('main form').append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'more', value: 'a'.repeat(400_000) }))");
        await person.Page.EvaluateAsync("document.querySelector('main form').requestSubmit()");
        await KeepAsync(person, "status-413", "That was too much");

        await person.OpenAsync<SignInModel>();
        await person.Page.EvaluateAsync(
            """
            (async () => {
              const form = [...document.querySelectorAll("main form")].find((one) => one.querySelector("[name=Email]"));
              for (let n = 0; n < 200; n++) if ((await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })).status === 429) return;
              throw new Error("nobody refused");
            })()
            """);
        await person.SendAsync("Send me a link");
        await KeepAsync(person, "status-429", "Too many tries");
        person.Tab.Errors.Where(error => !error.Contains("Failed to load resource")).ShouldBeEmpty();
        await portal.StopAsync();
    }

    [Fact]
    public async Task What_cannot_be_read_and_what_fails_is_pictured_and_accessible()
    {
        await using var portal = await RunningPortal.StartAsync();
        await using var owner = new PortalPerson(await (await rig.ChromiumAsync()).ChromiumTabAsync(""), portal.Url, portal);
        await owner.Tab.OpenAsync(portal.RoleLink("owner"));
        await owner.PressAsync("Sign in");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();

        await owner.OpenAsync<Owner.RoomsModel>();
        await owner.Page.EvaluateAsync("document.querySelectorAll('main [name=once]').forEach((token) => token.remove())");
        await owner.FillAsync("Name", "Garden room");
        await owner.SendAsync("Add");
        await KeepAsync(owner, "status-400", "That could not be read");

        portal.Change("UPDATE ContactRequests SET Name = x'0102030405060708'");
        await owner.OpenAsync<Intake.IndexModel>();
        await KeepAsync(owner, "status-500", "Something went wrong on our side");
        owner.Tab.Errors.Where(error => !error.Contains("Failed to load resource")).ShouldBeEmpty();
    }

    private static async Task KeepAsync(PortalPerson person, string name, string heading)
    {
        await person.SeesAsync(heading);
        await EveryPageTests.LookAsync(person, name);
    }
}
