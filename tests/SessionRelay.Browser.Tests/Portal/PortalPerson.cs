using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Web;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>Somebody who uses the portal's pages in Chromium.</summary>
/// <param name="tab">Where they look.</param>
/// <param name="portal">The address under which they know the portal.</param>
/// <param name="running">The program, for whom the demo's mail matters.</param>
internal sealed class PortalPerson(ChromiumTab tab, Uri portal, RunningPortal? running = null) : IAsyncDisposable
{
    /// <exception cref="InvalidOperationException">This person came without it.</exception>
    public RunningPortal Portal => running ?? throw new InvalidOperationException("This person was given no program to look into.");

    public ChromiumTab Tab => tab;

    public IPage Page => tab.Page;

    public Task OpenAsync<TPage>(string query = "")
        where TPage : PageModel => OpenAsync(PageLinks.PathOf(typeof(TPage)) + query);

    public Task OpenAsync(string place) => tab.OpenAsync(new Uri(portal, place).ToString());

    public Task PressAsync(string button) => tab.PressAsync(button);

    public Task TypeAsync(string field, string text) => Page.GetByLabel(field).FillAsync(text);

    public Task SeesAsync(string heading) => Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true, Level = 1 }).WaitForAsync();

    public ValueTask DisposeAsync() => tab.DisposeAsync();
}

/// <summary>Signs people of the demo in, each once, and lets later tabs begin where that left off.</summary>
internal sealed class PortalDoor(LoopbackRig rig)
{
    public const string Visitor = "visitor";

    private static readonly Dictionary<(RunningPortal Portal, string Role), string> Kept = [];

    /// <param name="role"><see cref="Visitor"/>, a role of the demo, or the address of one of its clients, who comes by a link in a mail.</param>
    /// <param name="look">How the page is shown.</param>
    public async Task<PortalPerson> EnterAsync(string role, TabLook? look = null)
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        look ??= new TabLook();
        if (role == Visitor) return new PortalPerson(await chromium.ChromiumTabAsync("", look), portal.Url, portal);
        if (!Kept.TryGetValue((portal, role), out var cookies))
        {
            await using var first = new PortalPerson(await chromium.ChromiumTabAsync(""), portal.Url, portal);
            await first.Tab.OpenAsync(role.Contains('@') ? await MailedLinkAsync(first, role) : portal.RoleLink(role));
            await first.PressAsync("Sign in");
            await first.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
            Kept[(portal, role)] = cookies = await first.Page.Context.StorageStateAsync();
        }

        return new PortalPerson(await chromium.ChromiumTabAsync("", look with { Cookies = cookies }), portal.Url, portal);
    }

    private static async Task<string> MailedLinkAsync(PortalPerson person, string address)
    {
        var before = person.Portal.LinksInMailTo(address).Count;
        await person.OpenAsync<SignInModel>();
        await person.TypeAsync("Your e-mail address", address);
        await person.PressAsync("Send me a link");
        return (await Bound.UntilAsync("the mail is in the demo's outbox", () => Task.FromResult(person.Portal.LinksInMailTo(address)), links => links.Count > before))[^1];
    }
}
