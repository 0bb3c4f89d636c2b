using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SessionRelay.Signaling.Hub;

/// <summary>
/// Failed entries by address: 20 at once, then 20 a minute. Who enters well is not counted, as a practice sits behind one address.
/// An IPv6 subscriber is its /64. Any thread.
/// </summary>
internal sealed class EnterLimiter(TimeProvider time)
{
    private const int FailuresPerMinute = 20; // protocol.md
    private const int MostAddresses = 10_000; // about 1 MB; beyond it, those that are clear again are forgotten, then all

    private readonly ConcurrentDictionary<IPAddress, TokenBucket> failures = new();

    /// <summary>Whether this address may try.</summary>
    public bool Allows(IPAddress? address) => !failures.TryGetValue(KeyOf(address), out var bucket) || bucket.HasToken();

    public void Failed(IPAddress? address)
    {
        if (failures.Count >= MostAddresses) Forget();
        failures.GetOrAdd(KeyOf(address), static (_, clock) => new TokenBucket(FailuresPerMinute, FailuresPerMinute / 60.0, clock), time).TryTake();
    }

    private static IPAddress KeyOf(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private void Forget()
    {
        foreach (var (address, bucket) in failures)
        {
            if (bucket.IsFull()) failures.TryRemove(address, out _);
        }

        if (failures.Count >= MostAddresses) failures.Clear();
    }
}
