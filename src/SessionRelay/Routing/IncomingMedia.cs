using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Finds out which of a client's m-lines and encodings a packet belongs to, and hands it there. A stream is known by its SSRC once a packet told its
/// mid and rid (RFC 8843 section 9.2, RFC 8852), or the offer named it. Retransmissions (RFC 4588) are turned back into what they repeat.
/// </summary>
internal sealed class IncomingMedia : IDisposable
{
    /// <summary>SSRCs of one connection: microphone, three layers and a screen with their RTX are 9; a restart of all of them doubles that.</summary>
    private const int MaxStreams = 24;

    private readonly Connection _connection;
    private readonly Dictionary<uint, IncomingStream> _streams = [];
    private readonly TransportFeedbackSender _transportFeedback;
    private Publication[] _publications = [];

    public IncomingMedia(Connection connection)
    {
        _connection = connection;
        _transportFeedback = new TransportFeedbackSender(connection);
    }

    /// <summary>The earliest deadline of requests and feedback about what comes in.</summary>
    public MonotonicTime Deadline { get; private set; } = MonotonicTime.Never;

    /// <summary>Share of packets that were lost on their way here in the last report interval: 0 to 1.</summary>
    public double Loss { get; private set; }

    /// <summary>SSRCs that are known.</summary>
    public int StreamCount => _streams.Count;

    /// <summary>What the offer publishes, once.</summary>
    public void Publish(params ReadOnlySpan<Publication?> publications)
    {
        var list = new List<Publication>();
        foreach (var publication in publications)
        {
            if (publication is not null)
                list.Add(publication);
        }

        _publications = [.. list];
    }

    public void Receive(in RtpPacket packet, Span<byte> bytes, MonotonicTime arrivedAt, MonotonicTime now)
    {
        if (!_streams.TryGetValue(packet.Ssrc, out var stream) && !TryBind(packet, out stream))
        {
            _connection.Counters.Drop(_streams.Count >= MaxStreams ? DropReason.OverLimit : DropReason.NoSlot);
            return;
        }

        Bytes += bytes.Length;
        var publication = stream.Publication;
        // Every packet counts for the sender's estimator, RTX and padding too, or it stays at 300 kbit/s.
        if (publication.Extensions.TryRead(packet, HeaderExtension.TransportSequenceNumber, out var value)
            && HeaderExtensionValues.TryReadTransportSequenceNumber(value, out var transportSequenceNumber))
            _transportFeedback.OnPacket(transportSequenceNumber, packet.Ssrc, packet.Marker, arrivedAt);

        if (publication.Kind == MediaKind.Audio)
        {
            _connection.Counters.PacketsInAudio++;
            _connection.Counters.BytesInAudio += bytes.Length;
        }
        else
        {
            _connection.Counters.PacketsInVideo++;
            _connection.Counters.BytesInVideo += bytes.Length;
        }

        publication.Receive(stream, packet, bytes, now);
        LowerDeadline(MonotonicTime.Min(publication.Deadline, _transportFeedback.Deadline));
    }

    /// <summary>Of all packets of media that came.</summary>
    public long Bytes { get; private set; }

    public void TakeSenderReport(in SenderReport report, MonotonicTime now)
    {
        if (_streams.TryGetValue(report.SenderSsrc, out var stream))
            stream.Publication.TakeSenderReport(stream, report, now);
    }

    /// <summary>Report blocks of what came in since the last call; as many as fit.</summary>
    public int ReadReportBlocks(Span<ReportBlock> blocks, MonotonicTime now)
    {
        var count = 0;
        var worst = 0;
        foreach (var (_, stream) in _streams)
        {
            if (count == blocks.Length)
                break;
            if (stream.IsRtx || !stream.Statistics.TryMakeReportBlock(now, out blocks[count]))
                continue;
            worst = Math.Max(worst, (int)blocks[count].FractionLost);
            if (stream.Layer is null)
                _connection.Counters.LostIn += stream.NoteCumulativeLost(blocks[count].CumulativeLost);
            count++;
        }

        Loss = worst / 256.0;
        return count;
    }

    public void Advance(MonotonicTime now)
    {
        if (now < Deadline)
            return;
        Deadline = MonotonicTime.Never;
        _transportFeedback.Advance(now);
        LowerDeadline(_transportFeedback.Deadline);
        foreach (var publication in _publications)
        {
            publication.Advance(now);
            LowerDeadline(publication.Deadline);
        }
    }

    /// <summary>Somebody's request makes a publication's deadline nearer.</summary>
    public void Touch(MonotonicTime now)
    {
        foreach (var publication in _publications)
            LowerDeadline(publication.Deadline);
        if (!_connection.Peer.IsClosed)
            _connection.Peer.Touch(now);
    }

    public void Dispose()
    {
        foreach (var publication in _publications)
            publication.Dispose();
        _streams.Clear();
    }

    private void LowerDeadline(MonotonicTime deadline) => Deadline = MonotonicTime.Min(Deadline, deadline);

    private bool TryBind(in RtpPacket packet, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IncomingStream? stream)
    {
        stream = null;
        if (_streams.Count >= MaxStreams)
            return false;
        foreach (var publication in _publications)
        {
            // Extension ids have their meaning per m-line: each is asked in its own words whether the packet is its own.
            if (!publication.Takes(packet.PayloadType))
                continue;
            var named = publication.Names(packet.Ssrc);
            var told = publication.Extensions.TryRead(packet, HeaderExtension.Mid, out var mid);
            if (told ? !publication.IsMid(mid) : !named && !IsOnlyOneTaking(packet.PayloadType))
                continue;
            stream = publication.Bind(packet);
            if (stream is null)
                return false;
            _streams.Add(packet.Ssrc, stream);
            return true;
        }

        return false;
    }

    private bool IsOnlyOneTaking(byte payloadType)
    {
        var taking = 0;
        foreach (var publication in _publications)
            taking += publication.Takes(payloadType) ? 1 : 0;
        return taking == 1;
    }
}
