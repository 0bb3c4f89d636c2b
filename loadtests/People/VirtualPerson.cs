using System.Security.Cryptography;
using SessionRelay.Congestion;
using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.LoadTests.Measures;
using SessionRelay.Peers;
using SessionRelay.Routing;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Srtp;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// A person without a browser: a real endpoint that offers, connects, sends Opus- and VP8-shaped media and answers NACK, PLI and transport-wide feedback, and checks what
/// it receives. Sans-I/O like the relay's core: the same code runs over sockets in a load test and over an emulated network in virtual time. One thread.
/// </summary>
internal sealed class VirtualPerson : IEndpoint, IClientMedia
{
    private const int MaxCompound = 1200;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly PersonSettings _settings;
    private readonly DtlsCertificate _certificate;
    private readonly IDatagramSink _sink;
    private readonly PacketBlockPool _pool;
    private readonly TransportAddress _local;
    private readonly MediaMeasures? _measures;
    private readonly uint _microphoneSsrc = NewSsrc();
    private readonly TransportFeedbackRecorder _feedback = new();
    private readonly TransportFeedbackTracker _sent = new();
    private readonly Dictionary<uint, ReceivedAudio> _audioBySsrc = [];
    private readonly Dictionary<uint, ReceivedVideo> _videoBySsrc = [];
    private readonly Dictionary<uint, uint> _rtxToMedia = [];
    private IceCredentials _credentials = IceCredentials.Create();
    private readonly SdpSsrc _camera;
    private readonly SdpSsrc _screen;
    private SdpNumbers? _microphoneNumbers;
    private MonotonicTime _nextReport = MonotonicTime.Never;
    private ulong _version;
    private byte _rtxPayloadType;
    private byte _vp8PayloadType;
    private byte _opusPayloadType;
    private byte _pcmuPayloadType;

    /// <param name="measures">Where times of what it receives go; sender and receiver share a clock.</param>
    public VirtualPerson(
        PersonSettings settings, DtlsCertificate certificate, IDatagramSink sink, PacketBlockPool pool, in TransportAddress local, MediaMeasures? measures = null)
    {
        _measures = measures;
        _settings = settings;
        _certificate = certificate;
        _sink = sink;
        _pool = pool;
        _local = local;
        _camera = new SdpSsrc(NewSsrc(), NewSsrc());
        _screen = new SdpSsrc(NewSsrc(), NewSsrc());
    }

    public PersonSettings Settings => _settings;

    public ClientPeer? Peer { get; private set; }

    public SentAudio? Microphone { get; private set; }

    public List<SentVideo> Videos { get; } = [];

    /// <summary>By slot number.</summary>
    public List<ReceivedAudio> Audio { get; } = [];

    public List<ReceivedVideo> Video { get; } = [];

    /// <summary>Packets that SRTP refused.</summary>
    public long Refused { get; private set; }

    public long NacksReceived { get; private set; }

    public long KeyframeRequestsReceived { get; private set; }

    public bool IsReady => Peer is { HasKeys: true };

    public MonotonicTime FirstMediaAt { get; private set; } = MonotonicTime.Never;

    public MonotonicTime LastMediaAt { get; private set; }

    /// <summary>Media packets of others received.</summary>
    public long MediaReceived { get; private set; }

    /// <summary>Feedback on what was sent, by the relay.</summary>
    public TransportFeedbackTracker Sent => _sent;

    /// <summary>The last sender report of each SSRC: RTP timestamp and NTP time.</summary>
    public Dictionary<uint, (uint Timestamp, ulong Ntp)> SenderReports { get; } = [];

    /// <summary>Packets are made as long as this holds: a test stops the camera and watches the rest arrive.</summary>
    public bool IsSending { get; set; } = true;

    /// <summary>Authenticated packets received.</summary>
    public long PacketsReceived { get; private set; }

    /// <summary>The longest time without any authenticated packet, connectivity checks not counted, since <see cref="ForgetSilence"/>.</summary>
    public TimeSpan LongestSilence { get; private set; }

    /// <summary>When key frames were asked for, in turn.</summary>
    public List<MonotonicTime> KeyframeRequestTimes { get; } = [];

    private MonotonicTime _heardAt = MonotonicTime.Never;
    private byte _audioTransportId;
    private byte _videoTransportId;

    /// <summary>Sees what is sent, before it is protected; true for RTCP.</summary>
    public SentPacketWatch? Watched { get; set; }

    /// <summary>Measures silence from now on.</summary>
    public void ForgetSilence(MonotonicTime now)
    {
        LongestSilence = TimeSpan.Zero;
        _heardAt = now;
    }

    public MonotonicTime Deadline
    {
        get
        {
            if (Peer is null)
                return MonotonicTime.Never;
            var deadline = MonotonicTime.Min(Peer.Deadline, MonotonicTime.Min(_feedback.Deadline, _nextReport));
            if (Peer.HasKeys && IsSending)
            {
                if (Microphone is not null)
                    deadline = MonotonicTime.Min(deadline, Microphone.Next);
                foreach (var video in Videos)
                    deadline = MonotonicTime.Min(deadline, video.Due);
            }

            foreach (var video in Video)
                deadline = MonotonicTime.Min(deadline, video.Nack.Deadline);
            return deadline;
        }
    }

    /// <summary>The first offer, or a further one.</summary>
    public string Offer()
    {
        _version++;
        return SdpOfferWriter.Write(new SdpOfferParameters
        {
            SessionVersion = _version,
            Ufrag = _credentials.Ufrag,
            Password = _credentials.Password,
            Fingerprint = _certificate.Fingerprint.ToString(),
            MicrophoneSsrc = _settings.Microphone ? _microphoneSsrc : null,
            Camera = _settings.Camera.Count > 0 ? _camera : null,
            CameraRids = _settings.Camera.Count > 1 ? [.. _settings.Camera.Select(encoding => encoding.Rid)] : [],
            Screen = _settings.Screen is null ? null : _screen,
            SlotPairs = _settings.Slots,
            PayloadTypes = _settings.PayloadTypes ?? (_settings.RepeatsSound ? new SdpPayloadTypes { Red = 63 } : new SdpPayloadTypes()),
            RedFirst = _settings.RepeatsSound,
            ExtensionIds = _settings.ExtensionIds ?? new SdpExtensionIds(),
        });
    }

    /// <summary>An offer for an ICE restart.</summary>
    public string RestartOffer()
    {
        _credentials = IceCredentials.Create();
        return Offer();
    }

    /// <summary>Begins to connect as the answer says; of a later answer only ICE is new. Throws when the answer can't be read.</summary>
    public void TakeAnswer(string sdp, MonotonicTime now)
    {
        if (!SdpAnswer.TryParse(sdp, out var answer, out var error) || answer is null)
            throw new FormatException($"The relay's answer can't be read: line {error.Line}: {error.Reason}");
        var remote = new IceCredentials(answer.Ufrag, answer.Password);
        var candidates = answer.Candidates.Where(candidate => candidate.Address.Protocol == _local.Protocol)
            .Select(candidate => new IceCandidate(candidate.Address, candidate.Priority)).ToArray();
        if (Peer is not null)
        {
            Peer.RestartIce(_credentials, remote, candidates, now);
            Peer.Advance(now);
            return;
        }

        var fingerprints = new List<DtlsFingerprint>();
        foreach (var fingerprint in answer.Fingerprints)
        {
            if (DtlsFingerprint.TryParse(fingerprint.ToString(), out var parsed))
                fingerprints.Add(parsed);
        }

        Peer = new ClientPeer(new DtlsTransport(_certificate, DtlsRole.Client, [.. fingerprints]), _credentials, remote, candidates, _local, _sink, this, now);
        TakeMedia(answer, now);
        Peer.Advance(now);
    }

    public void Receive(Span<byte> datagram, in TransportAddress from, MonotonicTime now) => Peer?.Receive(datagram, from, now);

    public void Advance(MonotonicTime now)
    {
        if (Peer is null)
            return;
        Peer.Advance(now);
        if (!Peer.HasKeys)
            return;
        if (_nextReport.IsNever)
            Begin(now);
        if (IsSending)
            SendMedia(now);
        SendFeedback(now);
    }

    public void Close(MonotonicTime now) => Peer?.Close(now);

    public MediaCounts Count(bool settled)
    {
        var counts = new MediaCounts { Sent = Microphone?.PacketsSent ?? 0, Received = MediaReceived, Refused = Refused };
        foreach (var video in Videos)
            counts.Sent += video.PacketsSent;
        foreach (var audio in Audio)
        {
            counts.Lost += audio.Missing;
            counts.Checked += audio.Packets - audio.Damaged;
            counts.Damaged += audio.Damaged + audio.TimestampsBack;
        }

        foreach (var video in Video)
        {
            counts.Lost += video.Nack.Lost + (settled ? video.Nack.Outstanding : 0);
            counts.Retransmitted += video.Retransmitted;
            counts.Checked += video.Packets - video.Damaged;
            counts.Damaged += video.Damaged + video.PictureJumps + video.TimestampsBack;
        }

        return counts;
    }

    public void Dispose()
    {
        foreach (var video in Videos)
            video.Dispose();
        Peer?.Dispose();
    }

    public void OnRtp(in RtpPacket packet, MonotonicTime now)
    {
        NoteHeard(now);
        var transportId = _audioBySsrc.ContainsKey(packet.Ssrc) ? _audioTransportId : _videoTransportId;
        if (transportId != 0 && packet.TryGetExtension(transportId, out var value) && HeaderExtensionValues.TryReadTransportSequenceNumber(value, out var number))
            _feedback.OnPacket(number, packet.Ssrc, packet.Marker, now);
        if (_audioBySsrc.TryGetValue(packet.Ssrc, out var audio))
        {
            var (sender, at) = (audio.LastSender, audio.LastAt);
            audio.Take(packet, now);
            OnMedia(audio.LastSentTicks, now);
            if (sender == audio.LastSender)
                _measures?.OnStep(at, now);
            return;
        }

        if (_videoBySsrc.TryGetValue(packet.Ssrc, out var video))
        {
            video.Take(packet, isRetransmission: false, now);
            OnMedia(video.LastSentTicks, now);
            return;
        }

        if (!_rtxToMedia.TryGetValue(packet.Ssrc, out var media) || packet.PayloadType != _rtxPayloadType)
            return;
        Span<byte> copy = stackalloc byte[IDatagramSink.MaxDatagram];
        packet.Bytes.CopyTo(copy);
        if (Rtx.TryRestore(copy[..packet.Bytes.Length], media, _vp8PayloadType, out var restored) && RtpPacket.TryParse(restored, out var original))
            _videoBySsrc[media].Take(original, isRetransmission: true, now);
    }

    public void OnRtcp(ReadOnlySpan<byte> compound, MonotonicTime now)
    {
        NoteHeard(now);
        var reader = new RtcpReader(compound);
        while (reader.TryRead(out var packet))
        {
            if (Nack.TryParse(packet, out var nack))
                Retransmit(nack, now);
            else if (PictureLossIndication.TryParse(packet, out var indication))
                TakeKeyframeRequest(indication.MediaSsrc, now);
            else if (TransportFeedback.TryParse(packet, out var feedback))
                _sent.Read(feedback, now, []);
            else if (SenderReport.TryParse(packet, out var report))
                SenderReports[report.SenderSsrc] = (report.RtpTimestamp, report.NtpTime);
        }
    }

    public void OnRefused(SrtpResult result, MonotonicTime now) => Refused++;

    /// <summary>Sends PCMU with this sound (sample by its number) from now on, as a browser does while a phone is in; null: Opus again.</summary>
    public void Speak(Func<long, short>? sound) => Microphone!.Switch(sound is null ? _opusPayloadType : _pcmuPayloadType, sound);

    /// <summary>The SSRC of a slot's sound or picture.</summary>
    public uint SsrcOf(ReceivedVideo video) => _videoBySsrc.First(pair => pair.Value == video).Key;

    public uint SsrcOf(ReceivedAudio audio) => _audioBySsrc.First(pair => pair.Value == audio).Key;

    /// <summary>Asks for a key frame of a slot, as a browser that can't decode does.</summary>
    public void RequestKeyframe(int slot)
    {
        var buffer = Peer!.Reserve();
        var writer = new RtcpWriter(buffer[..MaxCompound]);
        writer.TryReceiverReport(_microphoneSsrc);
        writer.TryPictureLossIndication(_microphoneSsrc, SsrcOf(Video[slot]));
        CommitRtcp(buffer, writer.Length);
    }

    private void CommitRtp(Span<byte> buffer, int length)
    {
        Watched?.Invoke(buffer[..length], isRtcp: false);
        Peer!.CommitRtp(buffer, length);
    }

    private void CommitRtcp(Span<byte> buffer, int length)
    {
        Watched?.Invoke(buffer[..length], isRtcp: true);
        Peer!.CommitRtcp(buffer, length);
    }

    private void NoteHeard(MonotonicTime now)
    {
        PacketsReceived++;
        if (!_heardAt.IsNever && now - _heardAt > LongestSilence)
            LongestSilence = now - _heardAt;
        _heardAt = now;
    }

    private static uint NewSsrc() => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)) | 1;

    private void OnMedia(long sentTicks, MonotonicTime now)
    {
        MediaReceived++;
        LastMediaAt = now;
        if (FirstMediaAt.IsNever)
            FirstMediaAt = now;
        _measures?.OnPacket(sentTicks, now);
    }

    private void TakeMedia(SdpAnswer answer, MonotonicTime now)
    {
        _microphoneNumbers = new SdpNumbers(answer.Media[0]);
        _opusPayloadType = answer.Media[0].PayloadTypeOf(SdpCodec.Opus) ?? 0;
        _pcmuPayloadType = answer.Media[0].PayloadTypeOf(SdpCodec.Pcmu) ?? 0;
        if (_settings.Microphone)
        {
            Microphone = new SentAudio(_settings.Number, _microphoneSsrc, _opusPayloadType, now)
            {
                RedPayloadType = _settings.RepeatsSound ? answer.Media[0].PayloadTypeOf(SdpCodec.Red) : null,
            };
        }

        for (var i = 0; i < _settings.Camera.Count; i++)
        {
            var ssrc = i == 0 ? _camera : new SdpSsrc(NewSsrc(), NewSsrc());
            Videos.Add(NewVideo(_settings.Camera[i], ssrc, answer.Media[1], now));
        }

        if (_settings.Screen is { } screen)
            Videos.Add(NewVideo(screen, _screen, answer.Media[2], now));
        for (var slot = 0; slot < _settings.Slots; slot++)
        {
            _audioTransportId = answer.SlotAudio(slot).ExtensionId(SdpExtensionUri.TransportWideCc);
            _videoTransportId = answer.SlotVideo(slot).ExtensionId(SdpExtensionUri.TransportWideCc);
            Audio.Add(new ReceivedAudio { Pcmu = answer.SlotAudio(slot).PayloadTypeOf(SdpCodec.Pcmu) });
            Video.Add(new ReceivedVideo());
            _audioBySsrc[answer.SlotAudio(slot).Streams[0].Primary] = Audio[slot];
            var stream = answer.SlotVideo(slot).Streams[0];
            _videoBySsrc[stream.Primary] = Video[slot];
            if (stream.Rtx is { } rtx)
                _rtxToMedia[rtx] = stream.Primary;
            _vp8PayloadType = answer.SlotVideo(slot).PayloadTypeOf(SdpCodec.Vp8) ?? 0;
            _rtxPayloadType = answer.SlotVideo(slot).PayloadTypeOf(SdpCodec.Rtx) ?? 0;
        }
    }

    private SentVideo NewVideo(VideoEncoding encoding, SdpSsrc ssrc, SdpAnsweredMedia media, MonotonicTime now) =>
        new(_settings.Number, encoding, ssrc.Primary, ssrc.Rtx!.Value, media.PayloadTypeOf(SdpCodec.Vp8)!.Value, media.PayloadTypeOf(SdpCodec.Rtx)!.Value, new SdpNumbers(media), _pool, now, _settings.FirstSequenceNumber);

    private void Begin(MonotonicTime now)
    {
        _nextReport = now + ReportInterval;
        Microphone?.Begin(now);
        foreach (var video in Videos)
            video.Begin(now);
    }

    private void SendMedia(MonotonicTime now)
    {
        if (Microphone is not null && now >= Microphone.Next)
        {
            var buffer = Peer!.Reserve();
            var length = Microphone.Write(buffer, _microphoneNumbers!, _sent.OnSent(0, now), now);
            CommitRtp(buffer, length);
            if (Microphone.SendsOthers)
                SendOthers(Microphone, now);
        }

        foreach (var video in Videos)
        {
            if (now < video.Due)
                continue;
            video.BeginFrame(now);
            while (video.HasRest)
            {
                var buffer = Peer!.Reserve();
                var length = video.Write(buffer, _sent.OnSent(1_100, now), now);
                CommitRtp(buffer, length);
            }

            for (var i = 0; i < video.PaddingPackets; i++)
            {
                var buffer = Peer!.Reserve();
                CommitRtp(buffer, video.WritePadding(buffer, _sent.OnSent(255, now)));
            }
        }
    }

    private void SendOthers(SentAudio microphone, MonotonicTime now)
    {
        var buffer = Peer!.Reserve();
        CommitRtp(buffer, microphone.WritePadding(buffer, _microphoneNumbers!, _sent.OnSent(40, now), now));
        buffer = Peer.Reserve();
        CommitRtp(buffer, microphone.WriteDigit(buffer, _microphoneNumbers!, (_settings.PayloadTypes ?? new SdpPayloadTypes()).TelephoneEvent, _sent.OnSent(4, now), now));
    }

    /// <summary>Sends packets again that arrived long ago, as browsers do to probe.</summary>
    public void Probe(SentVideo video, ushort firstSequenceNumber, int count, MonotonicTime now)
    {
        for (var i = 0; i < count; i++)
        {
            Resend(video, (ushort)(firstSequenceNumber + i), now);
        }
    }

    private void SendFeedback(MonotonicTime now)
    {
        if (now >= _feedback.Deadline)
        {
            var buffer = Peer!.Reserve();
            var writer = new RtcpWriter(buffer[..MaxCompound]);
            writer.TryReceiverReport(_microphoneSsrc);
            if (_feedback.TryWrite(ref writer, _microphoneSsrc, now))
                CommitRtcp(buffer, writer.Length);
        }

        Span<ushort> missing = stackalloc ushort[128];
        foreach (var (ssrc, video) in _videoBySsrc)
        {
            var count = now >= video.Nack.Deadline ? video.Nack.TakeDue(now, TimeSpan.FromMilliseconds(100), missing) : 0;
            if (count == 0 && !video.Nack.KeyframeWanted)
                continue;
            var buffer = Peer!.Reserve();
            var writer = new RtcpWriter(buffer[..MaxCompound]);
            writer.TryReceiverReport(_microphoneSsrc);
            if (count > 0)
                writer.TryNack(_microphoneSsrc, ssrc, missing[..count]);
            if (video.Nack.KeyframeWanted)
                writer.TryPictureLossIndication(_microphoneSsrc, ssrc);
            video.Nack.ClearKeyframeWanted();
            CommitRtcp(buffer, writer.Length);
        }

        if (now < _nextReport)
            return;
        _nextReport = now + ReportInterval;
        SendReports(now);
        for (var slot = 0; slot < Video.Count; slot++)
        {
            if (Video[slot].IsStuck(now))
                RequestKeyframe(slot);
        }
    }

    private void SendReports(MonotonicTime now)
    {
        var buffer = Peer!.Reserve();
        var writer = new RtcpWriter(buffer[..MaxCompound]);
        Span<ReportBlock> blocks = stackalloc ReportBlock[16];
        var count = 0;
        foreach (var (_, video) in _videoBySsrc)
        {
            if (count < blocks.Length && video.Statistics is { } statistics && statistics.TryMakeReportBlock(now, out blocks[count]))
                count++;
        }

        writer.TryReceiverReport(_microphoneSsrc, blocks[..count]);
        if (Microphone is not null)
            writer.TrySenderReport(_microphoneSsrc, NtpTimestamp.Of(now + _settings.ClockOffset), Microphone.TimestampAt(now), Microphone.PacketsSent, 0);
        foreach (var video in Videos)
            writer.TrySenderReport(video.Ssrc, NtpTimestamp.Of(now + _settings.ClockOffset), (uint)(now.Ticks * 9 / 1000), video.PacketsSent, 0);
        CommitRtcp(buffer, writer.Length);
    }

    private void Resend(SentVideo video, ushort sequenceNumber, MonotonicTime now)
    {
        if (!video.Keeps(sequenceNumber, now))
            return;
        var buffer = Peer!.Reserve();
        CommitRtp(buffer, video.WriteRetransmission(buffer, sequenceNumber, _sent.OnSent(1_100, now), now));
    }

    private void Retransmit(in Nack nack, MonotonicTime now)
    {
        foreach (var video in Videos)
        {
            if (video.Ssrc != nack.MediaSsrc)
                continue;
            foreach (var sequenceNumber in nack)
            {
                NacksReceived++;
                Resend(video, sequenceNumber, now);
            }
        }
    }

    private void TakeKeyframeRequest(uint ssrc, MonotonicTime now)
    {
        KeyframeRequestsReceived++;
        KeyframeRequestTimes.Add(now);
        foreach (var video in Videos)
        {
            if (video.Ssrc == ssrc)
                video.KeyframeWanted = true;
        }
    }
}
