using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Hosting;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Accounts;

/// <summary>On a machine where nobody owns the practice yet, the program prints a link that makes its reader the owner.</summary>
internal static class FirstOwner
{
    /// <returns>The token; null when there is an owner who can sign in.</returns>
    public static async Task<string?> InviteAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().BeginAsProgram("first-owner");
        var database = scope.ServiceProvider.GetRequiredService<PortalContext>();
        var owners = await database.Users.Where(user => (user.Roles & PortalRole.Owner) != 0).Select(user => new { user.Id, user.TwoFactorEnabled }).ToListAsync(cancel);
        foreach (var owner in owners)
        {
            if (owner.TwoFactorEnabled || await database.UserPasskeys.AnyAsync(passkey => passkey.UserId == owner.Id, cancel)) return null;
        }

        // Whoever began and left in the middle goes on with a new link; the earlier ones are worth nothing any more.
        await database.SignInLinks.Where(link => link.Purpose == LinkPurpose.OwnerSetup).ExecuteDeleteAsync(cancel);
        var links = scope.ServiceProvider.GetRequiredService<SignInLinks>();
        return await links.MintAsync(LinkPurpose.OwnerSetup, owners.Count > 0 ? owners[0].Id : null, cancel);
    }
}
