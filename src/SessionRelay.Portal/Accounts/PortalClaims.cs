using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SessionRelay.Portal.Data.Accounts;

namespace SessionRelay.Portal.Accounts;

/// <summary>What the session's cookie says of its person: id and roles; no name, no address.</summary>
internal sealed class PortalClaims(UserManager<PortalUser> users, IOptions<IdentityOptions> options) : IUserClaimsPrincipalFactory<PortalUser>
{
    public async Task<ClaimsPrincipal> CreateAsync(PortalUser user)
    {
        var claims = options.Value.ClaimsIdentity;
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, claims.UserNameClaimType, claims.RoleClaimType);
        identity.AddClaim(new Claim(claims.UserIdClaimType, user.Id.ToString()));
        identity.AddClaim(new Claim(claims.SecurityStampClaimType, await users.GetSecurityStampAsync(user)));
        foreach (var role in PortalRoles.Of(user.Roles)) identity.AddClaim(new Claim(claims.RoleClaimType, role));
        return new ClaimsPrincipal(identity);
    }
}
