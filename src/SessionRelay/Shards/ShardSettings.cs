using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.Wire;

namespace SessionRelay.Shards;

/// <summary>What a shard's core is given from outside.</summary>
/// <param name="Candidates">Addresses and port that its answers announce; at least one.</param>
/// <param name="Certificate">The relay's DTLS certificate, shared by all shards.</param>
/// <param name="ToWall">The wall-clock time of a moment of the shard's clock.</param>
/// <param name="OnFault">Hears of a defect that was contained.</param>
/// <param name="Probe">Who may see whether datagrams arrive; null: nobody.</param>
internal sealed record ShardSettings(
    IReadOnlyList<TransportAddress> Candidates,
    DtlsCertificate Certificate,
    Func<MonotonicTime, DateTimeOffset> ToWall,
    Action<Exception> OnFault,
    ReachProbe? Probe = null);
