using System.Text;
using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// What a connection tells its client about media at regular times: sender reports of the slots, receiver reports of what the client sends (RFC 3550 section 6.4),
/// and an empty report when nothing else was sent, so that the client knows that the path is good.
/// </summary>
internal sealed class Reports
{
    /// <summary>Lips are in sync from the second report of each stream on; browsers send theirs at the same pace.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Bytes: RTCP stays well below any path's MTU, with SRTP's trailer.</summary>
    public const int MaxCompound = 1200;

    /// <summary>Report blocks in one packet: more streams than a client publishes (microphone, three layers, screen).</summary>
    private const int MaxBlocks = 8;

    private readonly Connection _connection;
    private readonly byte[] _cname;
    private readonly QualityMeter _quality;

    public Reports(Connection connection, MonotonicTime now)
    {
        _connection = connection;
        _cname = Encoding.ASCII.GetBytes(connection.Cname);
        _quality = new QualityMeter(connection);
        Deadline = now + Interval;
    }

    public MonotonicTime Deadline { get; private set; }

    public void Advance(MonotonicTime now)
    {
        if (now < Deadline)
            return;
        Deadline = now + Interval;
        if (_connection.Peer.CanSend)
            SendReports(now);
        _quality.Advance(now);
        foreach (var pair in _connection.Pairs)
            pair.Video.ReviewLayer(now);
        _connection.Downlink.Review(now);
        _connection.Repeats.Review(now);
        _connection.SettleLayers(now);
    }

    public void SendKeepAlive(MonotonicTime now)
    {
        var buffer = _connection.Peer.Reserve();
        var writer = new RtcpWriter(buffer[..MaxCompound]);
        writer.TryReceiverReport(_connection.FeedbackSsrc);
        writer.TryCname(_connection.FeedbackSsrc, _cname);
        _connection.Peer.CommitRtcp(buffer, writer.Length, now);
    }

    /// <summary>A report of one slot that can't wait for its time.</summary>
    public void SendSenderReport(Slot slot, MonotonicTime now)
    {
        if (!_connection.Peer.CanSend)
            return;
        var buffer = _connection.Peer.Reserve();
        var writer = new RtcpWriter(buffer[..MaxCompound]);
        WriteSenderReport(ref writer, slot, now);
        if (writer.Length > 0)
            _connection.Peer.CommitRtcp(buffer, writer.Length, now);
    }

    private void SendReports(MonotonicTime now)
    {
        var buffer = _connection.Peer.Reserve();
        var writer = new RtcpWriter(buffer[..MaxCompound]);
        WriteReceiverReport(ref writer, now);
        foreach (var pair in _connection.Pairs)
        {
            // An SR with its SDES is 28 + 28 bytes: when the packet is full the rest goes in the next.
            if (writer.Length > MaxCompound - 160)
            {
                _connection.Peer.CommitRtcp(buffer, writer.Length, now);
                buffer = _connection.Peer.Reserve();
                writer = new RtcpWriter(buffer[..MaxCompound]);
                writer.TryReceiverReport(_connection.FeedbackSsrc);
            }

            WriteSenderReport(ref writer, pair.Audio, now);
            WriteSenderReport(ref writer, pair.Video, now);
        }

        _connection.Peer.CommitRtcp(buffer, writer.Length, now);
    }

    private void WriteReceiverReport(ref RtcpWriter writer, MonotonicTime now)
    {
        Span<ReportBlock> blocks = stackalloc ReportBlock[MaxBlocks];
        var count = _connection.Incoming.ReadReportBlocks(blocks, now);
        writer.TryReceiverReport(_connection.FeedbackSsrc, blocks[..count]);
        writer.TryCname(_connection.FeedbackSsrc, _cname);
    }

    private void WriteSenderReport(ref RtcpWriter writer, Slot slot, MonotonicTime now)
    {
        if (!slot.TryGetReport(now, out var rtpTimestamp, out var ntp))
            return;
        writer.TrySenderReport(slot.Ssrc, ntp, rtpTimestamp, slot.PacketsSent, slot.OctetsSent);
        writer.TryCname(slot.Ssrc, _cname);
    }
}
