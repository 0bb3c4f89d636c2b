using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Portal.Web;

namespace SessionRelay.Browser.Tests.Portal;

/// <summary>Somebody who uses the portal's pages in Chromium.</summary>
internal sealed class PortalPerson(ChromiumTab tab, Uri portal) : IAsyncDisposable
{
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

/// <summary>Signs people of the demo in, each role once, and lets later tabs begin where that left off.</summary>
internal sealed class PortalDoor(LoopbackRig rig)
{
    public const string Visitor = "visitor";

    private static readonly Dictionary<(RunningPortal Portal, string Role), string> Kept = [];

    public async Task<PortalPerson> EnterAsync(string role, TabLook? look = null)
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        look ??= new TabLook();
        if (role == Visitor) return new PortalPerson(await chromium.ChromiumTabAsync("", look), portal.Url);
        if (!Kept.TryGetValue((portal, role), out var cookies))
        {
            await using var first = new PortalPerson(await chromium.ChromiumTabAsync(""), portal.Url);
            await first.Tab.OpenAsync(portal.RoleLink(role));
            await first.PressAsync("Sign in");
            await first.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
            Kept[(portal, role)] = cookies = await first.Page.Context.StorageStateAsync();
        }

        return new PortalPerson(await chromium.ChromiumTabAsync("", look with { Cookies = cookies }), portal.Url);
    }
}
