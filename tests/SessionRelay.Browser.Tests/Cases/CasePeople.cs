using Microsoft.Playwright;
using SessionRelay.Browser.Tests.Browsers;
using SessionRelay.Browser.Tests.Portal;
using SessionRelay.Browser.Tests.Product;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Web;

namespace SessionRelay.Browser.Tests.Cases;

/// <summary>A practice of their own for what happens beside the usual way: these tests change its rules, its holidays and who cares for whom.</summary>
[CollectionDefinition(Name)]
public sealed class CaseTests : ICollectionFixture<LoopbackRig>
{
    public const string Name = "cases of a practice";
}

/// <summary>People of the demo, each with a tab of their own: staff by the printed links, any client by the link in their mail.</summary>
internal sealed class CasePeople(LoopbackRig rig)
{
    private static readonly Dictionary<(RunningPortal Portal, string Address), string> Kept = [];

    private readonly PortalDoor door = new(rig);

    public Task<PortalPerson> VisitorAsync(TabLook? look = null) => door.EnterAsync(PortalDoor.Visitor, look);

    public Task<PortalPerson> OwnerAsync() => door.EnterAsync("owner");

    /// <summary>Miriam Castellanos, the intake clinician.</summary>
    public Task<PortalPerson> IntakeAsync() => door.EnterAsync("intake");

    /// <summary>Dr. Ines Hartmann.</summary>
    public Task<PortalPerson> TherapistAsync() => door.EnterAsync("therapist");

    /// <summary>Nora Ellsworth, in a series with Dr. Ines Hartmann.</summary>
    public Task<PortalPerson> NoraAsync() => door.EnterAsync("client");

    /// <param name="name">Of one of the demo's clients besides the first.</param>
    /// <param name="look">Of the tab.</param>
    public async Task<PortalPerson> ClientAsync(string name, TabLook? look = null)
    {
        var (portal, chromium) = (await rig.PortalAsync(), await rig.ChromiumAsync());
        var address = name.Replace(' ', '.').ToLowerInvariant() + "@home.example";
        if (!Kept.TryGetValue((portal, address), out var cookies))
        {
            await using var first = new PortalPerson(await chromium.ChromiumTabAsync(""), portal.Url);
            await first.OpenAsync<SignInModel>();
            await first.TypeAsync("Your e-mail address", address);
            await first.PressAsync("Send me a link");
            var link = await Bound.UntilAsync(
                $"{name} has mail with a link", () => Task.FromResult(portal.LinksInMailTo(address).LastOrDefault(found => found.Contains(PageLinks.PathOf(typeof(EnterModel))))), found => found is not null);
            await first.Tab.OpenAsync(link!);
            await first.PressAsync("Sign in");
            await first.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
            Kept[(portal, address)] = cookies = await first.Page.Context.StorageStateAsync();
        }

        return new PortalPerson(await chromium.ChromiumTabAsync("", (look ?? new TabLook()) with { Cookies = cookies }), portal.Url);
    }
}
