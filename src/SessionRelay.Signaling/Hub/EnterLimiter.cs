using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SessionRelay.Signaling.Hub;

/// <summary>
/// Failed entries by address: 20 at once, then 20 a minute. Who comes with a token that holds is neither counted nor held up, as a practice sits behind one address.
/// An IPv6 subscriber is its /64. Any thread.
/// </summary>
internal sealed class EnterLimiter(TimeProvider time, int failuresPerMinute = EnterLimiter.FailuresPerMinute)
{
    public const int FailuresPerMinute = 20; // protocol.md
    private const int MostAddresses = 10_000; // about 1 MB; beyond it, those that are clear again are forgotten, then all

    private readonly ConcurrentDictionary<IPAddress, TokenBucket> failures = new();

    /// <summary>How many addresses are remembered.</summary>
    public int Addresses => failures.Count;

    /// <summary>Counts a failure; false when this address has had its number. One step, so that a burst of tries at once gets no more than tries in a row.</summary>
    public bool TryFail(IPAddress? address)
    {
        if (failures.Count >= MostAddresses) Forget();
        return failures.GetOrAdd(KeyOf(address), static (_, its) => new TokenBucket(its.failuresPerMinute, its.failuresPerMinute / 60.0, its.time), (failuresPerMinute, time)).TryTake();
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
