using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Accounts;

/// <summary>How somebody showed who they are: it stands in the session (claim <c>amr</c>, RFC 8176), and staff pages ask for a strong one.</summary>
internal static class Proof
{
    public const string Passkey = "hwk";
    public const string PasswordAndCode = "mfa";

    /// <summary>A mailed link: enough for a client. For staff an invitation, which leads to setting up a passkey or a password with code, and nowhere else.</summary>
    public const string Link = "otp";

    /// <summary>A demo's printed link, for staff too.</summary>
    public const string Demo = "demo";

    private const string Claim = "amr";

    public static bool IsStrong(ClaimsPrincipal person) => person.FindFirstValue(Claim) is Passkey or PasswordAndCode or Demo;

    public static Task SignInAsync(this SignInManager<PortalUser> signIn, PortalUser user, string proof) =>
        signIn.SignInWithClaimsAsync(user, isPersistent: false, [new Claim(Claim, proof)]);

    /// <summary>The principal is made anew from the database each minute: the proof is of this session, and goes along.</summary>
    public static Task Keep(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirstValue(Claim) is { } proof)
            (context.NewPrincipal!.Identity as ClaimsIdentity)!.AddClaim(new Claim(Claim, proof));
        return Task.CompletedTask;
    }
}
