using Microsoft.AspNetCore.Identity;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Demo;

/// <summary>One person of each role, with a link to sign in as them.</summary>
internal static class DemoPeople
{
    private static readonly Duration AsLongAsTheDemo = Duration.FromDays(1);
    private static readonly PortalRole[] Roles = [PortalRole.Owner, PortalRole.Therapist, PortalRole.Intake, PortalRole.Client];

    /// <param name="link">Makes a page's address of a role and a token.</param>
    public static async Task<IReadOnlyList<(string Role, string Link)>> InviteAsync(IServiceProvider services, Func<PortalRole, string, string> link, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<UnitOfWork>().Person = ActingPerson.Program("demo");
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        var links = scope.ServiceProvider.GetRequiredService<SignInLinks>();
        var people = new List<(string, string)>();
        foreach (var role in Roles)
        {
            var name = PortalRoles.Of(role).Single();
            var address = $"{name}@linden.example";
            if (await users.FindByEmailAsync(address) is not { } user)
            {
                user = new PortalUser { Email = address, EmailConfirmed = true, Roles = role };
                var made = await users.CreateAsync(user);
                if (!made.Succeeded) throw new InvalidOperationException($"The demo's {name} can't be made: {made}");
            }

            people.Add((name, link(role, await links.MintAsync(LinkPurpose.SignIn, user.Id, cancel, AsLongAsTheDemo))));
        }

        return people;
    }
}
