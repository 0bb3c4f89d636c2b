using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A page and who may see it. <see cref="AllPages"/> has one for each page that there is.</summary>
/// <param name="Page">The page model.</param>
/// <param name="Roles">Who gets 200. Everybody else who is signed in gets 403 (404 where the page is about a record), a visitor is asked to sign in.</param>
/// <param name="Values">Makes route values for a record of this person's own; null where the page has none.</param>
/// <param name="Others">Makes route values for somebody else's record: must answer 404.</param>
/// <param name="Expected">What those of <paramref name="Roles"/> get.</param>
internal sealed record PageCase(
    Type Page,
    string[] Roles,
    Func<PortalApp, PortalUserRef, Task<object>>? Values = null,
    Func<PortalApp, PortalUserRef, Task<object>>? Others = null,
    System.Net.HttpStatusCode Expected = System.Net.HttpStatusCode.OK)
{
    public const string Visitor = "visitor";

    public static readonly string[] Everybody = [Visitor, .. PortalRoles.All];

    public static readonly string[] SignedIn = [.. PortalRoles.All];

    public static PageCase Of<TPage>(params string[] roles)
        where TPage : PageModel => new(typeof(TPage), roles);

    public override string ToString() => Page.FullName!["SessionRelay.Portal.Pages.".Length..];
}

/// <summary>The person who asks.</summary>
internal sealed record PortalUserRef(Guid Id, string Role);
