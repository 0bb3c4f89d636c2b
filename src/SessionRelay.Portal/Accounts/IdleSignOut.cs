using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Accounts;

/// <summary>Who does nothing for a while is signed out: a screen that was left shows nothing for long.</summary>
internal static class IdleSignOut
{
    private static readonly TimeSpan Staff = TimeSpan.FromMinutes(15);

    /// <summary>The warning stands on the page for the last of it.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromMinutes(2);

    /// <summary>A cookie is renewed with the first request after this; by itself it would be after half of its life, which would make an idle quarter of an hour one of eight minutes.</summary>
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(30);

    /// <summary>On requests that a page makes on its own.</summary>
    private const string LooksByItself = "X-Looks-By-Itself";

    /// <summary>What a practice can choose for its clients, in minutes; the style sheet has a warning for each.</summary>
    public static readonly IReadOnlyList<int> KnownMinutes = [15, 30, 60];

    /// <param name="person">Who is signed in.</param>
    /// <param name="practice">Says it for clients.</param>
    public static TimeSpan Of(ClaimsPrincipal person, PracticeFacts practice) => PortalRoles.IsStaff(person) ? Staff : TimeSpan.FromMinutes(practice.IdleMinutes);

    public static Task Begin(CookieSigningInContext context)
    {
        // The handler has filled in a time of its own, which knows no roles.
        context.Properties.ExpiresUtc = context.Properties.IssuedUtc + Of(context.Principal!, context.HttpContext.RequestServices.GetRequiredService<IPracticeFacts>().Current);
        context.Properties.IsPersistent = false; // gone with the browser
        context.Properties.AllowRefresh = true;
        return Task.CompletedTask;
    }

    public static Task GoOn(CookieSlidingExpirationContext context)
    {
        // A list that looks by itself whether something is new (htmx names the element that asked) is no deed of a person's.
        context.ShouldRenew = context.ElapsedTime > RenewAfter && !context.HttpContext.Request.Headers.ContainsKey(LooksByItself);
        return Task.CompletedTask;
    }
}
