namespace SessionRelay;

/// <summary>Why a datagram was dropped; the protocol's <c>sessionrelay_dropped_packets_total{reason}</c>.</summary>
public enum DropReason : byte
{
    UnknownAddress = 0,
    StunBadIntegrity = 1,
    SrtpAuth = 2,
    SrtpReplay = 3,
    Malformed = 4,
    NoSlot = 5,
    OverLimit = 6,
}

/// <summary>
/// A snapshot of what the shards have counted since the start, for metrics: totals only rise. Label words are the protocol's.
/// </summary>
public sealed record RelayCounters
{
    public long PacketsInAudio { get; init; }
    public long PacketsInVideo { get; init; }
    public long PacketsOutAudio { get; init; }
    public long PacketsOutVideo { get; init; }
    public long BytesInAudio { get; init; }
    public long BytesInVideo { get; init; }
    public long BytesOutAudio { get; init; }
    public long BytesOutVideo { get; init; }

    /// <summary>RTP packets that publishers sent and that never came, not even by retransmission.</summary>
    public long LostIn { get; init; }

    /// <summary>Of <see cref="LostIn"/>, packets of sound that a later one carried again (RFC 2198), so that nobody missed them.</summary>
    public long AudioRecovered { get; init; }

    /// <summary>RTP packets that receivers reported lost (cumulative, from their receiver reports).</summary>
    public long LostOut { get; init; }

    /// <summary>Retransmissions asked of publishers; receivers' requests answered; not answered as the packet was too old or over a limit.</summary>
    public long NacksSent { get; init; }
    public long NacksAnswered { get; init; }
    public long NacksUnanswered { get; init; }

    /// <summary>PLI and FIR sent to publishers.</summary>
    public long KeyframeRequests { get; init; }

    /// <summary>Dropped datagrams by <see cref="DropReason"/> (the index).</summary>
    public IReadOnlyList<long> Drops { get; init; } = [];

    /// <summary>Failed DTLS handshakes by reason: <c>fingerprint-mismatch</c>, <c>timeout</c>, <c>protocol</c>.</summary>
    public IReadOnlyDictionary<string, long> DtlsFailures { get; init; } = new Dictionary<string, long>();

    /// <summary>Durations of completed DTLS handshakes since the last read, in seconds, first ClientHello to done (at most 1,024 are kept).</summary>
    public IReadOnlyList<double> DtlsHandshakeSeconds { get; init; } = [];

    /// <summary>Datagrams that the kernel dropped because a receive buffer was full.</summary>
    public long UdpReceiveDrops { get; init; }

    /// <summary>Open TCP connections; null when TCP is off.</summary>
    public int? TcpConnections { get; init; }

    /// <summary>TCP connections that ended, by reason: <c>remote</c>, <c>idle</c>, <c>unproven</c>, <c>malformed</c>, <c>over-limit</c>. Empty when TCP is off.</summary>
    public IReadOnlyDictionary<string, long> TcpClosed { get; init; } = new Dictionary<string, long>();

    /// <summary>Datagrams dropped as their receiver's TCP connection did not take them.</summary>
    public long TcpSendDrops { get; init; }

    public int Rooms { get; init; }
    public int Peers { get; init; }

    /// <summary>Share of each shard's time spent working (not waiting) over the last second: 0 to 1.</summary>
    public IReadOnlyList<double> ShardBusyRatio { get; init; } = [];
}
