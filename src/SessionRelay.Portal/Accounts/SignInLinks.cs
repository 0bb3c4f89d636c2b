using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Accounts;

/// <summary>Makes single-use links and takes them in. The secret is in the link alone: what is stored can't be turned into one.</summary>
internal sealed class SignInLinks(PortalContext database, TimeProvider clock)
{
    private const int SecretBytes = 32;
    private const int LongestToken = 64;

    private static readonly Dictionary<LinkPurpose, Duration> Lifetimes = new()
    {
        [LinkPurpose.SignIn] = Duration.FromMinutes(15),
        [LinkPurpose.StaffInvitation] = Duration.FromDays(7),
        [LinkPurpose.OwnerSetup] = Duration.FromDays(7),
    };

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <returns>The token for the link.</returns>
    /// <param name="lifetime">Other than the purpose's own: a demo's links hold as long as the demo.</param>
    public async Task<string> MintAsync(LinkPurpose purpose, Guid? userId, CancellationToken cancel, Duration? lifetime = null)
    {
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(SecretBytes));
        database.SignInLinks.Add(new SignInLink
        {
            TokenHash = Hash(token),
            Purpose = purpose,
            UserId = userId,
            CreatedAt = Now,
            ExpiresAt = Now + (lifetime ?? Lifetimes[purpose]),
        });
        await database.SaveChangesAsync(cancel);
        return token;
    }

    /// <summary>Looks without using it up: mail scanners open every link.</summary>
    /// <returns>Null for one that is used, expired, or was never made.</returns>
    public async Task<SignInLink?> FindAsync(string? token, CancellationToken cancel)
    {
        if (token is null or { Length: > LongestToken }) return null;
        var hash = Hash(token);
        var link = await database.SignInLinks.AsNoTracking().SingleOrDefaultAsync(link => link.TokenHash == hash, cancel);
        return link?.IsGood(Now) == true ? link : null;
    }

    /// <summary>Uses it up. Of several at the same moment one has it.</summary>
    public async Task<SignInLink?> TakeAsync(string? token, CancellationToken cancel)
    {
        var now = Now;
        if (await FindAsync(token, cancel) is not { } link) return null;
        var taken = await database.SignInLinks
            .Where(row => row.Id == link.Id && row.UsedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(found => found.UsedAt, now), cancel);
        return taken == 1 ? link : null;
    }

    // A token has 256 random bits: its plain hash can't be searched for.
    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
