using System.Net;

namespace SessionRelay;

/// <summary>How a relay binds and announces itself.</summary>
public sealed record RelayOptions
{
    /// <summary>UDP port of the first shard; shard n takes this plus n. 1 to 65535, or 0: any free port for each shard (tests).</summary>
    public int UdpPort { get; init; } = 40000;

    /// <summary>
    /// TCP port of the first shard, for clients whose network blocks UDP; shard n takes this plus n. 1 to 65535, or 0: any free port for each shard
    /// (tests). Null: no TCP.
    /// </summary>
    public int? TcpPort { get; init; }

    /// <summary>
    /// Addresses that answers announce as candidates. Empty: those of every interface that is up (loopback only when there is no other).
    /// The port is bound on every interface in either case, as a public address may be that of a router in front.
    /// </summary>
    public IReadOnlyList<IPAddress> PublicAddresses { get; init; } = [];

    /// <summary>
    /// What <see cref="RelayReach"/> proves, to be answered by the running relay: at least 16 bytes that only this machine's operator can read. Empty: it answers nobody.
    /// </summary>
    public byte[] ReachKey { get; init; } = [];

    /// <summary>Number of shards, each a thread with its own port; 1 to 64. Default: one for each core.</summary>
    public int Shards { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 64);
}
