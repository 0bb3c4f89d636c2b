using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Memory;

namespace SessionRelay.Portal.Journeys;

/// <summary>Drafts in this process's memory, sealed all the same: gone with a restart.</summary>
internal sealed class MemoryJourneyDrafts(IMemoryCache cache, IDataProtectionProvider protection) : IJourneyDrafts
{
    private readonly IDataProtector seal = protection.CreateProtector("SessionRelay.Portal.Journeys.Draft");

    public Task<T?> FindAsync<T>(DraftOwner owner, string journey, CancellationToken cancel)
        where T : class =>
        Task.FromResult(cache.TryGetValue(Key(owner, journey), out byte[]? kept) ? JsonSerializer.Deserialize<T>(seal.Unprotect(kept!), DraftJson.Options) : null);

    public Task SaveAsync<T>(DraftOwner owner, string journey, T draft, CancellationToken cancel)
        where T : class
    {
        cache.Set(Key(owner, journey), seal.Protect(JsonSerializer.SerializeToUtf8Bytes(draft, DraftJson.Options)), IJourneyDrafts.Lifetime);
        return Task.CompletedTask;
    }

    public Task DiscardAsync(DraftOwner owner, string journey, CancellationToken cancel)
    {
        cache.Remove(Key(owner, journey));
        return Task.CompletedTask;
    }

    private static string Key(DraftOwner owner, string journey) => $"draft {owner.Key} {journey}";
}
