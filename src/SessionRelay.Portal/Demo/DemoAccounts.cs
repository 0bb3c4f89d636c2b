using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Demo;

/// <summary>Sign-ins as Identity would make them, many at once.</summary>
internal static class DemoAccounts
{
    public static PortalUser New(UnitOfWork work, string address, PortalRole roles, Guid? clientId = null)
    {
        var hash = work.Vault.EmailHash(address);
        var user = new PortalUser
        {
            Email = address,
            NormalizedEmail = hash,
            NormalizedUserName = hash,
            EmailConfirmed = true,
            Roles = roles,
            ClientId = clientId,
            SecurityStamp = Guid.CreateVersion7().ToString(),
        };
        work.Db.Add(user);
        return user;
    }
}
