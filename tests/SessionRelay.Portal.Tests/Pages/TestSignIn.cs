using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A door that only the tests' copy of the application has: hundreds of tests would mail hundreds of links otherwise. The real doors have tests of their own.</summary>
internal static class TestSignIn
{
    public const string Address = "/test-sign-in/";

    public static void Map(WebApplication app) => app.MapPost(Address + "{id:guid}", async (Guid id, HttpContext context) =>
    {
        var signIn = context.RequestServices.GetRequiredService<SignInManager<PortalUser>>();
        var user = await signIn.UserManager.FindByIdAsync(id.ToString());
        await signIn.SignInAsync(user!, Proof.Passkey);
        return Results.NoContent();
    });
}
