using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Accounts;

/// <summary>The single-use secret that makes the practice's first owner. Only its keyed hash is stored.</summary>
internal sealed class OwnerSetupTokens(UnitOfWork work)
{
    private static readonly Duration Lifetime = Duration.FromDays(1); // long enough for an evening's installation, short enough for a forgotten terminal

    private const int TokenBytes = 32;

    /// <summary>Makes a token when there is no owner yet; those before it are worth nothing from now on.</summary>
    /// <returns>The token for the link; null when there is an owner.</returns>
    public async Task<string?> OfferAsync(CancellationToken cancel = default)
    {
        if (await HasOwnerAsync(cancel)) return null;
        var now = work.Database.Clock.GetCurrentInstant();
        foreach (var earlier in await Open().ToListAsync(cancel)) earlier.UsedAt = now;
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        work.Db.SignInLinks.Add(new SignInLink { TokenHash = work.Vault.TokenHash(token), Purpose = LinkPurpose.OwnerSetup, CreatedAt = now, ExpiresAt = now + Lifetime });
        await work.Db.SaveChangesAsync(cancel);
        return token;
    }

    /// <summary>Whether the token is good now: for showing the page.</summary>
    public async Task<bool> IsGoodAsync(string token, CancellationToken cancel = default) => await FindAsync(token, cancel) is not null && !await HasOwnerAsync(cancel);

    /// <summary>Marks the token as used, for saving together with the owner that is made: of two at once one loses the race.</summary>
    /// <returns>False when it is not good, or there is an owner.</returns>
    public async Task<bool> TakeAsync(string token, CancellationToken cancel = default)
    {
        if (await HasOwnerAsync(cancel) || await FindAsync(token, cancel) is not { } link) return false;
        link.UsedAt = work.Database.Clock.GetCurrentInstant();
        return true;
    }

    /// <summary>Asked of the staff, which needs no client's data.</summary>
    public async Task<bool> HasOwnerAsync(CancellationToken cancel = default) =>
        (await work.Db.Staff.Where(member => member.UserId != null && member.IsActive).Select(member => member.Roles).ToListAsync(cancel)).Exists(roles => roles.HasFlag(PortalRole.Owner));

    private IQueryable<SignInLink> Open() => work.Db.SignInLinks.Where(link => link.Purpose == LinkPurpose.OwnerSetup && link.UsedAt == null);

    private async Task<SignInLink?> FindAsync(string token, CancellationToken cancel)
    {
        var hash = work.Vault.TokenHash(token);
        var link = await Open().SingleOrDefaultAsync(known => known.TokenHash == hash, cancel);
        return link?.IsGood(work.Database.Clock.GetCurrentInstant()) == true ? link : null;
    }
}
