using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace SessionRelay.Portal.Accounts;

/// <summary>Who does nothing for a while is signed out: a screen that was left shows nothing for long.</summary>
internal static class IdleSignOut
{
    private static readonly TimeSpan Staff = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Client = TimeSpan.FromMinutes(30);

    /// <summary>The warning stands on the page for the last of it.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromMinutes(2);

    /// <summary>A cookie is renewed with the first request after this; by itself it would be after half of its life, which would make an idle quarter of an hour one of eight minutes.</summary>
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(30);

    /// <summary>On requests that a page makes on its own.</summary>
    private const string LooksByItself = "X-Looks-By-Itself";

    public static TimeSpan Of(ClaimsPrincipal person) => PortalRoles.IsStaff(person) ? Staff : Client;

    public static Task Begin(CookieSigningInContext context)
    {
        var now = (context.Options.TimeProvider ?? TimeProvider.System).GetUtcNow();
        context.Properties.IssuedUtc ??= now;
        context.Properties.ExpiresUtc ??= now + Of(context.Principal!);
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
