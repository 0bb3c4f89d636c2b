using Microsoft.AspNetCore.Identity;
using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Accounts;

/// <summary>Checks a password against nobody's, so that an unknown address takes as long as a known one.</summary>
internal sealed class PasswordWork(IPasswordHasher<PortalUser> hasher)
{
    /// <summary>In characters.</summary>
    public const int Longest = 256;

    private static readonly PortalUser Nobody = new();
    private static readonly string Hash = new PasswordHasher<PortalUser>().HashPassword(Nobody, Guid.NewGuid().ToString());

    public void DoAsFor(string password) => hasher.VerifyHashedPassword(Nobody, Hash, password);
}
