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

    public static TimeSpan Of(ClaimsPrincipal person) => PortalRoles.IsStaff(person) ? Staff : Client;

    public static Task Begin(CookieSigningInContext context)
    {
        context.Properties.ExpiresUtc = context.Properties.IssuedUtc + Of(context.Principal!); // the handler has filled in its own, which knows no roles
        context.Properties.IsPersistent = false; // gone with the browser
        context.Properties.AllowRefresh = true;
        return Task.CompletedTask;
    }

    public static Task GoOn(CookieSlidingExpirationContext context)
    {
        context.ShouldRenew = context.ElapsedTime > RenewAfter;
        return Task.CompletedTask;
    }
}
