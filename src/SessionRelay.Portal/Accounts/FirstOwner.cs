using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Accounts;

/// <summary>On a machine where nobody owns the practice yet, the program prints a link that makes its reader the owner.</summary>
internal static class FirstOwner
{
    /// <returns>The token; null when there is an owner who can sign in.</returns>
    public static async Task<string?> InviteAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        work.Person = ActingPerson.Program("first-owner");
        var database = work.Db;
        var owners = (await database.Users.Where(user => user.ClientId == null).Select(user => new { user.Id, user.Roles, user.TwoFactorEnabled }).ToListAsync(cancel))
            .Where(user => user.Roles.HasFlag(PortalRole.Owner))
            .ToList();
        foreach (var owner in owners)
        {
            if (owner.TwoFactorEnabled || await database.UserPasskeys.AnyAsync(passkey => passkey.UserId == owner.Id, cancel)) return null;
        }

        // Whoever began and left in the middle goes on with a new link; the earlier ones are worth nothing any more.
        var now = work.Database.Clock.GetCurrentInstant();
        await database.SignInLinks.Where(link => link.Purpose == LinkPurpose.OwnerSetup && link.UsedAt == null)
            .ExecuteUpdateAsync(link => link.SetProperty(earlier => earlier.UsedAt, now), cancel);
        var links = scope.ServiceProvider.GetRequiredService<SignInLinks>();
        return await links.MintAsync(LinkPurpose.OwnerSetup, owners.Count > 0 ? owners[0].Id : null, cancel);
    }
}
