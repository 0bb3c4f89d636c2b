using Microsoft.Extensions.Caching.Memory;

namespace SessionRelay.Portal.Journeys;

/// <summary>Remembers for an hour, in this process.</summary>
internal sealed class MemoryOnce(IMemoryCache cache) : IOnce, IDisposable
{
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1); // longer than any page stays open before its person is signed out

    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async Task<string?> DoAsync(Guid token, Func<Task<string?>> deed, CancellationToken cancel)
    {
        var gate = gates[(uint)token.GetHashCode() % (uint)gates.Length];
        await gate.WaitAsync(cancel);
        try
        {
            var key = ("once", token);
            if (cache.TryGetValue(key, out string? place)) return place;
            place = await deed();
            if (place is not null) cache.Set(key, place, Memory);
            return place;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var gate in gates) gate.Dispose();
    }
}
