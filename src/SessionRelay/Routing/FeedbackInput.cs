using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Reads the RTCP that a client sends: sender reports of what it publishes, receiver reports, retransmission and key frame requests
/// and transport-wide feedback about what it gets. Anything it does not know is passed over (RFC 3550 section 6.1).
/// </summary>
internal sealed class FeedbackInput(Connection connection)
{
    /// <summary>Weight of the newest report in the smoothed round trip (RFC 6298 section 2).</summary>
    private const double RoundTripGain = 0.125;

    /// <summary>Smoothed; 100 ms until the first report says otherwise.</summary>
    public TimeSpan RoundTrip { get; private set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What a receiver report says holds this long: a client that gets nothing reports nothing.</summary>
    private static readonly TimeSpan LossHolds = TimeSpan.FromSeconds(5);

    private bool _hasRoundTrip;
    private double _loss;
    private MonotonicTime _lossAt;

    /// <summary>The worst loss of the last receiver report: 0 to 1; 0 when it is old.</summary>
    public double LossAt(MonotonicTime now) => now - _lossAt < LossHolds ? _loss : 0;

    public void Receive(ReadOnlySpan<byte> compound, MonotonicTime now)
    {
        var reader = new RtcpReader(compound);
        while (reader.TryRead(out var packet))
        {
            switch (packet.Type)
            {
                case RtcpPacketType.SenderReport when SenderReport.TryParse(packet, out var report):
                    connection.Incoming.TakeSenderReport(report, now);
                    ReceiveBlocks(report.Blocks, now);
                    break;
                case RtcpPacketType.ReceiverReport when ReceiverReport.TryParse(packet, out var report):
                    ReceiveBlocks(report.Blocks, now);
                    break;
                case RtcpPacketType.TransportFeedback when Nack.TryParse(packet, out var nack):
                    Retransmit(nack, now);
                    break;
                case RtcpPacketType.TransportFeedback when TransportFeedback.TryParse(packet, out var feedback):
                    connection.Downlink.Receive(feedback, now);
                    break;
                case RtcpPacketType.PayloadFeedback when PictureLossIndication.TryParse(packet, out var indication):
                    FindVideo(indication.MediaSsrc)?.RequestKeyframe(now);
                    break;
                case RtcpPacketType.PayloadFeedback when FullIntraRequest.TryParse(packet, out var request):
                    for (var i = 0; i < request.Count; i++)
                        FindVideo(request[i].Ssrc)?.RequestKeyframe(now);
                    break;
                default:
                    // A BYE changes nothing: browsers say it when an encoding is switched off, and go on later under the same SSRC without naming it again.
                    break;
            }
        }

        if (reader.IsMalformed)
            connection.Counters.Drop(DropReason.Malformed);
    }

    private void ReceiveBlocks(ReportBlockList blocks, MonotonicTime now)
    {
        var worst = 0.0;
        var ours = false;
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (FindSlot(block.Ssrc) is not { } slot)
                continue;
            ours = true;
            worst = Math.Max(worst, block.FractionLost / 256.0);
            connection.Counters.LostOut += slot.NoteCumulativeLost(block.CumulativeLost);
            if (block.TryGetRoundTrip(now, out var roundTrip))
            {
                RoundTrip = _hasRoundTrip ? RoundTrip + (roundTrip - RoundTrip) * RoundTripGain : roundTrip;
                _hasRoundTrip = true;
            }
        }

        if (!ours)
            return;
        _loss = worst;
        _lossAt = now;
    }

    private void Retransmit(in Nack nack, MonotonicTime now)
    {
        if (FindVideo(nack.MediaSsrc) is not { } slot)
            return;
        foreach (var sequenceNumber in nack)
        {
            if (slot.Retransmit(sequenceNumber, RoundTrip, now))
                connection.Counters.NacksAnswered++;
            else
                connection.Counters.NacksUnanswered++;
        }
    }

    private VideoSlot? FindVideo(uint ssrc)
    {
        foreach (var pair in connection.Pairs)
        {
            if (pair.Video.Ssrc == ssrc)
                return pair.Video;
        }

        return null;
    }

    private Slot? FindSlot(uint ssrc)
    {
        foreach (var pair in connection.Pairs)
        {
            if (pair.Audio.Ssrc == ssrc)
                return pair.Audio;
            if (pair.Video.Ssrc == ssrc)
                return pair.Video;
        }

        return null;
    }
}
