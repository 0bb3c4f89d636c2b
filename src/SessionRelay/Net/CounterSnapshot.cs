using SessionRelay.Peers;

namespace SessionRelay.Net;

/// <summary>Adds up what the shards have counted.</summary>
internal static class CounterSnapshot
{
    public static RelayCounters Read(IReadOnlyList<RelayShard> shards)
    {
        var drops = new long[Enum.GetValues<DropReason>().Length];
        var handshakes = new List<double>();
        foreach (var shard in shards)
        {
            shard.Core.Counters.TakeHandshakes(handshakes);
            for (var reason = 0; reason < drops.Length; reason++)
                drops[reason] += shard.Core.Counters.Drops((DropReason)reason);
        }

        long Sum(Func<ShardCounters, long> field) => shards.Sum(shard => field(shard.Core.Counters));
        return new RelayCounters
        {
            PacketsInAudio = Sum(c => c.PacketsInAudio),
            PacketsInVideo = Sum(c => c.PacketsInVideo),
            PacketsOutAudio = Sum(c => c.PacketsOutAudio),
            PacketsOutVideo = Sum(c => c.PacketsOutVideo),
            BytesInAudio = Sum(c => c.BytesInAudio),
            BytesInVideo = Sum(c => c.BytesInVideo),
            BytesOutAudio = Sum(c => c.BytesOutAudio),
            BytesOutVideo = Sum(c => c.BytesOutVideo),
            LostIn = Sum(c => c.LostIn),
            AudioRecovered = Sum(c => c.AudioRecovered),
            LostOut = Sum(c => c.LostOut),
            NacksSent = Sum(c => c.NacksSent),
            NacksAnswered = Sum(c => c.NacksAnswered),
            NacksUnanswered = Sum(c => c.NacksUnanswered),
            KeyframeRequests = Sum(c => c.KeyframeRequests),
            Drops = drops,
            DtlsFailures = new Dictionary<string, long>
            {
                ["fingerprint-mismatch"] = Sum(c => c.FingerprintMismatches),
                ["timeout"] = Sum(c => c.DtlsTimeouts),
                ["protocol"] = Sum(c => c.DtlsProtocolFailures),
            },
            DtlsHandshakeSeconds = handshakes,
            UdpReceiveDrops = shards.Sum(shard => shard.ReceiveDrops),
            TcpConnections = shards.Any(shard => shard.Streams is not null) ? shards.Sum(shard => shard.Streams?.Count ?? 0) : null,
            TcpClosed = TcpClosed(shards),
            TcpSendDrops = shards.Sum(shard => shard.Streams?.SendDrops ?? 0),
            Rooms = (int)Sum(c => c.Rooms),
            Peers = (int)Sum(c => c.Peers),
            ShardBusyRatio = [.. shards.Select(shard => shard.BusyRatio)],
        };
    }

    private static Dictionary<string, long> TcpClosed(IReadOnlyList<RelayShard> shards)
    {
        var closed = new Dictionary<string, long>();
        foreach (var shard in shards)
        {
            if (shard.Streams is not { } streams)
                continue;
            foreach (var reason in Enum.GetValues<TcpCloseReason>())
            {
                var word = reason == TcpCloseReason.OverLimit ? "over-limit" : reason.ToString().ToLowerInvariant();
                closed[word] = closed.GetValueOrDefault(word) + streams.Closed(reason);
            }
        }

        return closed;
    }
}
