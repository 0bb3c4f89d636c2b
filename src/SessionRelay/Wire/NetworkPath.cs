namespace SessionRelay.Wire;

/// <summary>
/// The two ends of a datagram's way. A machine with several addresses must answer from the one that was asked, so the local end
/// belongs to what ICE validates and selects.
/// </summary>
/// <param name="Remote">Where a datagram came from, or goes to.</param>
/// <param name="Local">The relay's address that it came to, or leaves from (its port is the shard's).</param>
public readonly record struct NetworkPath(TransportAddress Remote, TransportAddress Local)
{
    public bool Equals(NetworkPath other) => Remote.Equals(other.Remote) && Local.Equals(other.Local);

    public override int GetHashCode() => Remote.GetHashCode() * 31 ^ Local.GetHashCode();
}
