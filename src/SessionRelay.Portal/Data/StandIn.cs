using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace SessionRelay.Portal.Data;

/// <summary>A person who can sign in.</summary>
internal sealed class PortalUser : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";
}

/// <summary>The portal's database.</summary>
internal sealed class PortalContext(DbContextOptions<PortalContext> options) : IdentityDbContext<PortalUser, IdentityRole<Guid>, Guid>(options);
