using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Accounts;

/// <summary>Makes single-use links and takes them in. The secret is in the link alone: what is stored can't be turned into one.</summary>
internal sealed class SignInLinks(UnitOfWork work)
{
    private const int SecretBytes = 32;
    private const int LongestToken = 64;

    private static readonly Dictionary<LinkPurpose, Duration> Lifetimes = new()
    {
        [LinkPurpose.SignIn] = Duration.FromMinutes(15),
        [LinkPurpose.StaffInvitation] = Duration.FromDays(7),
        [LinkPurpose.OwnerSetup] = Duration.FromDays(7),
    };

    private Instant Now => work.Database.Clock.GetCurrentInstant();

    /// <returns>The token for the link.</returns>
    /// <param name="lifetime">Other than the purpose's own: a demo's links hold as long as the demo.</param>
    public async Task<string> MintAsync(LinkPurpose purpose, Guid? userId, CancellationToken cancel, Duration? lifetime = null)
    {
        var token = Add(purpose, userId, lifetime);
        await work.Db.SaveChangesAsync(cancel);
        return token;
    }

    /// <summary>As <see cref="MintAsync"/>, but stored with what the caller saves next.</summary>
    public string Add(LinkPurpose purpose, Guid? userId, Duration? lifetime = null)
    {
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretBytes));
        work.Db.SignInLinks.Add(new SignInLink
        {
            TokenHash = Hash(token),
            Purpose = purpose,
            UserId = userId,
            CreatedAt = Now,
            ExpiresAt = Now + (lifetime ?? Lifetimes[purpose]),
        });
        return token;
    }

    /// <summary>Looks without using it up: mail scanners open every link.</summary>
    /// <returns>Null for one that is used, expired, or was never made.</returns>
    public async Task<SignInLink?> FindAsync(string? token, CancellationToken cancel)
    {
        if (token is null or { Length: > LongestToken }) return null;
        var hash = Hash(token);
        var link = await work.Db.SignInLinks.AsNoTracking().SingleOrDefaultAsync(link => link.TokenHash == hash, cancel);
        return link?.IsGood(Now) == true ? link : null;
    }

    /// <summary>Uses it up. Of several at the same moment one has it.</summary>
    public async Task<SignInLink?> TakeAsync(string? token, CancellationToken cancel)
    {
        var now = Now;
        if (await FindAsync(token, cancel) is not { } link) return null;
        var taken = await work.Db.SignInLinks
            .Where(row => row.Id == link.Id && row.UsedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(found => found.UsedAt, now), cancel);
        return taken == 1 ? link : null;
    }

    private string Hash(string token) => work.Vault.TokenHash(token);
}
