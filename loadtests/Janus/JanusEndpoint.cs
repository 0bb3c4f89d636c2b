using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;
using SessionRelay.Peers;
using SessionRelay.Routing;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Srtp;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.Janus;

/// <summary>
/// One peer connection to Janus's video room: a publisher's, which sends, or a subscriber's, which receives everybody else. Made of the same parts as a <see cref="VirtualPerson"/>, so that
/// both servers get the same packets and the same checks. Sans-I/O, one thread.
/// </summary>
internal sealed class JanusEndpoint : IEndpoint, IClientMedia
{
    private const int MaxCompound = 1200;
    private const int MostReports = 16; // blocks of one receiver report

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly ClientPeer _peer;
    private readonly MediaMeasures _measures;
    private readonly uint _ssrc;
    private readonly Dictionary<uint, ReceivedAudio> _audio = [];
    private readonly Dictionary<uint, ReceivedVideo> _video = [];
    private SentAudio? _microphone;
    private SentVideo? _camera;
    private SdpNumbers? _microphoneNumbers;
    private MonotonicTime _nextReport = MonotonicTime.Never;
    private ushort _transportNumber;
    private long _received;
    private long _refused;

    private JanusEndpoint(CrowdMember member, DtlsCertificate certificate, IceCredentials credentials, SdpAnswer remote, MediaMeasures measures, uint ssrc, MonotonicTime now)
    {
        _measures = measures;
        _ssrc = ssrc;
        List<DtlsFingerprint> fingerprints = [];
        foreach (var fingerprint in remote.Fingerprints)
        {
            if (DtlsFingerprint.TryParse(fingerprint.ToString(), out var parsed))
                fingerprints.Add(parsed);
        }

        var candidates = remote.Candidates.Select(candidate => new IceCandidate(candidate.Address, candidate.Priority)).ToArray();
        _peer = new ClientPeer(
            new DtlsTransport(certificate, DtlsRole.Client, [.. fingerprints]), credentials, new IceCredentials(remote.Ufrag, remote.Password), candidates, member.Local, member, this, now);
        _peer.Advance(now);
    }

    public bool IsReady => _peer.HasKeys;

    public MonotonicTime FirstMediaAt { get; private set; } = MonotonicTime.Never;

    public MonotonicTime LastMediaAt { get; private set; }

    public bool IsSending { get; set; } = true;

    public MonotonicTime Deadline
    {
        get
        {
            var deadline = MonotonicTime.Min(_peer.Deadline, _nextReport);
            if (_peer.HasKeys && IsSending)
            {
                deadline = MonotonicTime.Min(deadline, _microphone?.Next ?? MonotonicTime.Never);
                deadline = MonotonicTime.Min(deadline, _camera?.Next ?? MonotonicTime.Never);
            }

            foreach (var video in _video.Values)
                deadline = MonotonicTime.Min(deadline, video.Nack.Deadline);
            return deadline;
        }
    }

    /// <summary>A publisher who has Janus's answer to the offer of <paramref name="settings"/>.</summary>
    public static JanusEndpoint Publisher(
        CrowdMember member, DtlsCertificate certificate, PacketBlockPool pool, IceCredentials credentials, PersonSettings settings, (uint Audio, SdpSsrc Video) ssrcs, SdpAnswer answer, MediaMeasures measures, MonotonicTime now)
    {
        var endpoint = new JanusEndpoint(member, certificate, credentials, answer, measures, ssrcs.Audio, now);
        var audio = answer.Media.First(media => media.Type == SdpMediaType.Audio);
        endpoint._microphoneNumbers = new SdpNumbers(audio);
        endpoint._microphone = new SentAudio(settings.Number, ssrcs.Audio, audio.PayloadTypeOf(SdpCodec.Opus)!.Value, now);
        if (settings.Camera.Count > 0)
        {
            var video = answer.Media.First(media => media.Type == SdpMediaType.Video);
            endpoint._camera = new SentVideo(
                settings.Number, settings.Camera[0], ssrcs.Video.Primary, ssrcs.Video.Rtx!.Value, video.PayloadTypeOf(SdpCodec.Vp8)!.Value, video.PayloadTypeOf(SdpCodec.Rtx) ?? 0, new SdpNumbers(video), pool, now);
        }

        return endpoint;
    }

    /// <summary>A subscriber to all that Janus offers.</summary>
    public static JanusEndpoint Subscriber(CrowdMember member, DtlsCertificate certificate, IceCredentials credentials, SdpAnswer offer, MediaMeasures measures, MonotonicTime now)
    {
        var endpoint = new JanusEndpoint(member, certificate, credentials, offer, measures, (uint)Random.Shared.Next(1, int.MaxValue), now);
        foreach (var media in offer.Media)
        {
            if (media.Streams.Count == 0)
                continue;
            if (media.Type == SdpMediaType.Audio)
                endpoint._audio[media.Streams[0].Primary] = new ReceivedAudio();
            else
                endpoint._video[media.Streams[0].Primary] = new ReceivedVideo();
        }

        return endpoint;
    }

    public void Receive(Span<byte> datagram, in TransportAddress from, MonotonicTime now) => _peer.Receive(datagram, from, now);

    public void Advance(MonotonicTime now)
    {
        _peer.Advance(now);
        if (!_peer.HasKeys)
            return;
        if (_nextReport.IsNever)
        {
            _nextReport = now + ReportInterval;
            _microphone?.Begin(now);
            _camera?.Begin(now);
        }

        if (IsSending)
            SendMedia(now);
        SendFeedback(now);
    }

    public void Close(MonotonicTime now) => _peer.Close(now);

    public MediaCounts Count(bool settled)
    {
        var counts = new MediaCounts { Sent = (_microphone?.PacketsSent ?? 0) + (_camera?.PacketsSent ?? 0), Received = _received, Refused = _refused };
        foreach (var audio in _audio.Values)
        {
            counts.Lost += audio.Missing;
            counts.Checked += audio.Packets - audio.Damaged;
            counts.Damaged += audio.Damaged + audio.TimestampsBack;
        }

        foreach (var video in _video.Values)
        {
            counts.Lost += video.Nack.Lost + (settled ? video.Nack.Outstanding : 0);
            counts.Checked += video.Packets - video.Damaged;
            counts.Damaged += video.Damaged + video.PictureJumps + video.TimestampsBack;
        }

        return counts;
    }

    public void Dispose()
    {
        _camera?.Dispose();
        _peer.Dispose();
    }

    public void OnRtp(in RtpPacket packet, MonotonicTime now)
    {
        if (_audio.TryGetValue(packet.Ssrc, out var audio))
        {
            var (sender, at) = (audio.LastSender, audio.LastAt);
            audio.Take(packet, now);
            OnMedia(audio.LastSentTicks, now);
            if (sender == audio.LastSender)
                _measures.OnStep(at, now);
        }
        else if (_video.TryGetValue(packet.Ssrc, out var video))
        {
            video.Take(packet, isRetransmission: false, now);
            OnMedia(video.LastSentTicks, now);
        }
    }

    public void OnRtcp(ReadOnlySpan<byte> compound, MonotonicTime now)
    {
        var reader = new RtcpReader(compound);
        while (reader.TryRead(out var packet))
        {
            if (_camera is null)
                continue;
            if (PictureLossIndication.TryParse(packet, out _))
                _camera.KeyframeWanted = true;
            else if (Nack.TryParse(packet, out var nack))
                Retransmit(nack, now);
        }
    }

    public void OnRefused(SrtpResult result, MonotonicTime now) => _refused++;

    private void OnMedia(long sentTicks, MonotonicTime now)
    {
        _received++;
        LastMediaAt = now;
        if (FirstMediaAt.IsNever)
            FirstMediaAt = now;
        _measures.OnPacket(sentTicks, now);
    }

    private void SendMedia(MonotonicTime now)
    {
        if (_microphone is not null && now >= _microphone.Next)
        {
            var buffer = _peer.Reserve();
            _peer.CommitRtp(buffer, _microphone.Write(buffer, _microphoneNumbers!, _transportNumber++, now));
        }

        if (_camera is null || now < _camera.Next)
            return;
        _camera.BeginFrame(now);
        while (_camera.HasRest)
        {
            var buffer = _peer.Reserve();
            _peer.CommitRtp(buffer, _camera.Write(buffer, _transportNumber++, now));
        }
    }

    private void SendFeedback(MonotonicTime now)
    {
        Span<ushort> missing = stackalloc ushort[128];
        foreach (var (ssrc, video) in _video)
        {
            var count = now >= video.Nack.Deadline ? video.Nack.TakeDue(now, TimeSpan.FromMilliseconds(100), missing) : 0;
            if (count == 0 && !video.Nack.KeyframeWanted)
                continue;
            var buffer = _peer.Reserve();
            var writer = new RtcpWriter(buffer[..MaxCompound]);
            writer.TryReceiverReport(_ssrc);
            if (count > 0)
                writer.TryNack(_ssrc, ssrc, missing[..count]);
            if (video.Nack.KeyframeWanted)
                writer.TryPictureLossIndication(_ssrc, ssrc);
            video.Nack.ClearKeyframeWanted();
            _peer.CommitRtcp(buffer, writer.Length);
        }

        if (now < _nextReport)
            return;
        _nextReport = now + ReportInterval;
        SendReports(now);
    }

    private void SendReports(MonotonicTime now)
    {
        var buffer = _peer.Reserve();
        var writer = new RtcpWriter(buffer[..MaxCompound]);
        Span<ReportBlock> blocks = stackalloc ReportBlock[MostReports];
        var count = 0;
        foreach (var video in _video.Values)
        {
            if (count < blocks.Length && video.Statistics is { } statistics && statistics.TryMakeReportBlock(now, out blocks[count]))
                count++;
        }

        writer.TryReceiverReport(_ssrc, blocks[..count]);
        if (_microphone is not null)
            writer.TrySenderReport(_microphone.Ssrc, NtpTimestamp.Of(now), _microphone.TimestampAt(now), _microphone.PacketsSent, 0);
        if (_camera is not null)
            writer.TrySenderReport(_camera.Ssrc, NtpTimestamp.Of(now), (uint)(now.Ticks * 9 / 1000), _camera.PacketsSent, 0);
        _peer.CommitRtcp(buffer, writer.Length);
    }

    private void Retransmit(in Nack nack, MonotonicTime now)
    {
        foreach (var sequenceNumber in nack)
        {
            var buffer = _peer.Reserve();
            var length = _camera!.WriteRetransmission(buffer, sequenceNumber, _transportNumber++, now);
            if (length > 0)
                _peer.CommitRtp(buffer, length);
        }
    }
}
