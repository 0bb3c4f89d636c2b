using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Accounts;

/// <summary>ASP.NET Core Identity, as this practice uses it.</summary>
internal static class AccountsSetup
{
    /// <summary>So that a person who was removed, or who signed out everywhere, is out within a minute.</summary>
    private static readonly TimeSpan HeldAgainstDatabase = TimeSpan.FromMinutes(1);

    /// <summary>Where staff choose how they sign in. Pages are above this room, so their addresses stand here as text; tests hold them true.</summary>
    public const string SecurePage = "/account/secure";

    public const string SignInPage = "/sign-in";

    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddAuthorization(FolderRules.AddPolicies);
        services.AddSignInLimits();
        services.AddScoped<SignInLinks>();
        services.AddScoped<Passkeys>();
        services.AddScoped<PasswordWork>();
        services.AddSingleton<LinkRequests>();
        services.AddHostedService(provider => provider.GetRequiredService<LinkRequests>());
        services.AddIdentityCore<PortalUser>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3; // has passkeys
                options.Password.RequiredLength = 12; // length, not kinds of characters: NIST SP 800-63B section 5.1.1
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.User.AllowedUserNameCharacters = ""; // the name is the address, and its look-up a hash
                options.Lockout.MaxFailedAccessAttempts = 10;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddEntityFrameworkStores<PortalContext>()
            .AddSignInManager()
            .AddClaimsPrincipalFactory<PortalClaims>()
            .AddDefaultTokenProviders();
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = HeldAgainstDatabase;
            options.OnRefreshingPrincipal = Proof.Keep;
        });
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<NodeOptions>>(PasskeyRules.Apply);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies =>
        {
            cookies.ApplicationCookie!.Configure(Session);
            cookies.TwoFactorUserIdCookie!.Configure(options => Discreet(options.Cookie, "second-step"));
        });
    }

    private static void Session(CookieAuthenticationOptions options)
    {
        Discreet(options.Cookie, "account");
        options.LoginPath = SignInPage;
        options.ReturnUrlParameter = "then";
        options.SlidingExpiration = true;
        options.Events.OnSigningIn = IdleSignOut.Begin;
        options.Events.OnCheckSlidingExpiration = IdleSignOut.GoOn;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            var person = context.HttpContext.User;
            if (PortalRoles.IsStaff(person) && !Proof.IsStrong(person)) context.Response.Redirect(SecurePage);
            else context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    private static void Discreet(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax; // a link in a mail must find its person signed in
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // the demo runs on plain HTTP; everywhere else the request is HTTPS
        cookie.IsEssential = true;
    }
}
