using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;
using SessionRelay.Signaling.Hosting;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Signaling.Operations;

/// <summary>
/// Everything that <c>/metrics</c> tells, under the names that operators rely on. Numbers are counted where things happen (the relay's shards, the
/// sessions) and only fetched here, when somebody scrapes. No label holds a person, a session or an address.
/// </summary>
internal sealed class NodeMetrics : IDisposable
{
    private readonly Lazy<Relay> relay;
    private readonly Lock scraping = new();
    private readonly Counter packets;
    private readonly Counter bytes;
    private readonly Counter lost;
    private readonly Counter recovered;
    private readonly Counter nacks;
    private readonly Counter nacksSent;
    private readonly Counter keyframeRequests;
    private readonly Counter drops;
    private readonly Counter dtlsFailures;
    private readonly Histogram dtlsHandshakes;
    private readonly Counter udpDrops;
    private readonly Gauge tcpConnections;
    private readonly Counter tcpClosed;
    private readonly Counter tcpSendDrops;
    private readonly Gauge shardBusy;
    private readonly IDisposable gcPauses;

    public NodeMetrics(IServiceProvider services, TimeProvider time)
    {
        // Endpoints are mapped before the relay starts.
        relay = new Lazy<Relay>(services.GetRequiredService<Relay>);
        var make = Metrics.WithCustomRegistry(Registry);
        packets = make.CreateCounter("sessionrelay_rtp_packets_total", "RTP packets that came in or went out.", "direction", "kind");
        bytes = make.CreateCounter("sessionrelay_rtp_bytes_total", "Bytes of those packets, as on the wire.", "direction", "kind");
        lost = make.CreateCounter("sessionrelay_rtp_lost_total", "RTP packets that never came (in) or that receivers reported lost (out).", "direction");
        recovered = make.CreateCounter("sessionrelay_audio_recovered_total", "Of the lost packets that never came in, those of sound that a later packet carried again.");
        nacks = make.CreateCounter("sessionrelay_nack_total", "Retransmissions that receivers asked for: answered (ok) or not (failed).", "result");
        nacksSent = make.CreateCounter("sessionrelay_nack_sent_total", "Retransmissions asked of publishers.");
        keyframeRequests = make.CreateCounter("sessionrelay_keyframe_requests_total", "Key frames asked of publishers.");
        drops = make.CreateCounter("sessionrelay_dropped_packets_total", "Datagrams that were not used, by reason.", "reason");
        dtlsFailures = make.CreateCounter("sessionrelay_dtls_failures_total", "DTLS handshakes that failed, by reason.", "reason");
        dtlsHandshakes = make.CreateHistogram(
            "sessionrelay_dtls_handshake_seconds", "First ClientHello to the end of the DTLS handshake.",
            new HistogramConfiguration { Buckets = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] });
        udpDrops = make.CreateCounter("sessionrelay_udp_receive_drops_total", "Datagrams that the kernel dropped as a receive buffer was full.");
        tcpConnections = make.CreateGauge("sessionrelay_tcp_connections", "Open TCP connections of people whose network blocks UDP; 0 without Relay:Tcp.");
        tcpClosed = make.CreateCounter("sessionrelay_tcp_closed_total", "TCP connections that ended, by reason.", "reason");
        tcpSendDrops = make.CreateCounter("sessionrelay_tcp_send_drops_total", "Datagrams dropped as their receiver's TCP connection did not take them.");
        shardBusy = make.CreateGauge("sessionrelay_shard_busy_ratio", "Share of the last second that a shard worked.", "shard");
        var pauses = make.CreateSummary(
            "sessionrelay_gc_pause_seconds", "How long garbage collections stopped all threads; quantile 1 is the longest of the last 10 minutes.",
            new SummaryConfiguration { Objectives = [new(0.5, 0.05), new(0.99, 0.001), new(1, 0)], MaxAge = TimeSpan.FromMinutes(10) });
        gcPauses = GcPauses.Listen(pauses.Observe);

        if (services.GetService<CertificateWatch>() is { } certificate)
        {
            var expiry = make.CreateGauge("sessionrelay_certificate_expiry_seconds", "Until the certificate of HTTPS ends.");
            Registry.AddBeforeCollectCallback(() => expiry.Set((certificate.Expiry - time.GetUtcNow()).TotalSeconds));
        }

        var sessionMetrics = new SessionMetricsExport(make, services.GetRequiredService<SessionMetrics>());
        var draining = make.CreateGauge("sessionrelay_draining", "1 while the node lets nobody begin a session, as it is going away.");
        var phase = services.GetRequiredService<NodePhase>();
        Registry.AddBeforeCollectCallback(() => draining.Set(phase.Draining ? 1 : 0));
        var process = new ProcessMetrics(make);
        Registry.AddBeforeCollectCallback(() =>
        {
            // Two scrapes at once would count a duration twice or not at all: reading takes them away.
            lock (scraping)
            {
                FetchRelay();
                sessionMetrics.Fetch();
                process.Fetch();
            }
        });
    }

    public CollectorRegistry Registry { get; } = Metrics.NewCustomRegistry();

    public void Dispose() => gcPauses.Dispose();

    private void FetchRelay()
    {
        var now = relay.Value.ReadCounters();
        packets.WithLabels("in", "audio").IncTo(now.PacketsInAudio);
        packets.WithLabels("in", "video").IncTo(now.PacketsInVideo);
        packets.WithLabels("out", "audio").IncTo(now.PacketsOutAudio);
        packets.WithLabels("out", "video").IncTo(now.PacketsOutVideo);
        bytes.WithLabels("in", "audio").IncTo(now.BytesInAudio);
        bytes.WithLabels("in", "video").IncTo(now.BytesInVideo);
        bytes.WithLabels("out", "audio").IncTo(now.BytesOutAudio);
        bytes.WithLabels("out", "video").IncTo(now.BytesOutVideo);
        lost.WithLabels("in").IncTo(now.LostIn);
        lost.WithLabels("out").IncTo(now.LostOut);
        recovered.IncTo(now.AudioRecovered);
        nacksSent.IncTo(now.NacksSent);
        nacks.WithLabels("ok").IncTo(now.NacksAnswered);
        nacks.WithLabels("failed").IncTo(now.NacksUnanswered);
        keyframeRequests.IncTo(now.KeyframeRequests);
        udpDrops.IncTo(now.UdpReceiveDrops);
        tcpConnections.Set(now.TcpConnections ?? 0);
        tcpSendDrops.IncTo(now.TcpSendDrops);
        foreach (var (reason, count) in now.TcpClosed) tcpClosed.WithLabels(reason).IncTo(count);
        foreach (var reason in Enum.GetValues<DropReason>())
            drops.WithLabels(DropWords.Of(reason)).IncTo((int)reason < now.Drops.Count ? now.Drops[(int)reason] : 0);
        foreach (var (reason, count) in now.DtlsFailures) dtlsFailures.WithLabels(reason).IncTo(count);
        foreach (var seconds in now.DtlsHandshakeSeconds) dtlsHandshakes.Observe(seconds);
        for (var shard = 0; shard < now.ShardBusyRatio.Count; shard++)
            shardBusy.WithLabels(shard.ToString(CultureInfo.InvariantCulture)).Set(now.ShardBusyRatio[shard]);
    }
}
