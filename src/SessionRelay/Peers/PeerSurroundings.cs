namespace SessionRelay.Peers;

/// <summary>What a shard lends to each of its peers.</summary>
internal sealed record PeerSurroundings(IPeerDirectory Directory, Agenda Agenda, IDatagramSink Sink, ShardCounters Counters, ShardLoad Load);
