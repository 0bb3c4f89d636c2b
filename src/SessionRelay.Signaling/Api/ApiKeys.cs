using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Hub;

namespace SessionRelay.Signaling.Api;

/// <summary>Who may call the HTTP API, for what, and how often. Any thread.</summary>
internal sealed class ApiKeys(IOptionsMonitor<RelaySettings> settings, TimeProvider time)
{
    private const int PerSecond = 500; // protocol.md
    private const int LongestKey = 512; // characters: hashing is not for rent
    private const string Scheme = "Bearer ";

    private readonly ConcurrentDictionary<string, TokenBucket> rates = new(StringComparer.Ordinal);

    /// <summary>Null when the request's key has the scope; else what to answer.</summary>
    public Problem? Judge(HttpRequest request, string scope)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length > LongestKey) return Problem.Unauthorized();
        if (Find(header[Scheme.Length..].Trim()) is not { } key) return Problem.Unauthorized();
        if (!rates.GetOrAdd(key.Sha256, static (_, clock) => new TokenBucket(PerSecond, PerSecond, clock), time).TryTake()) return Problem.TooMany();
        return key.Scopes.Contains(scope, StringComparer.Ordinal) ? null : Problem.Forbidden(scope);
    }

    /// <summary>Compares with every key, each in constant time: the time taken tells nothing about which one came close.</summary>
    private ApiKeyOptions? Find(string presented)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> known = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), hash);
        ApiKeyOptions? found = null;
        foreach (var key in settings.CurrentValue.ApiKeys)
        {
            if (key.Sha256.Length != 2 * SHA256.HashSizeInBytes) continue;
            if (Convert.FromHexString(key.Sha256, known, out _, out _) != System.Buffers.OperationStatus.Done) continue;
            if (CryptographicOperations.FixedTimeEquals(hash, known)) found = key;
        }

        return found;
    }
}
