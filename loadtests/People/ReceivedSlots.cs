using SessionRelay.Peers;
using SessionRelay.Routing;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>What a virtual person is shown: which SSRC is which slot's, retransmissions turned back, and when each packet came for the relay's estimate.</summary>
internal sealed class ReceivedSlots
{
    private readonly Dictionary<uint, ReceivedAudio> _audioBySsrc = [];
    private readonly Dictionary<uint, ReceivedVideo> _videoBySsrc = [];
    private readonly Dictionary<uint, uint> _rtxToMedia = [];
    private byte _rtxPayloadType;
    private byte _vp8PayloadType;
    private byte _audioTransportId;
    private byte _videoTransportId;

    /// <summary>By slot number.</summary>
    public List<ReceivedAudio> Audio { get; } = [];

    public List<ReceivedVideo> Video { get; } = [];

    public Dictionary<uint, ReceivedVideo> VideoBySsrc => _videoBySsrc;

    /// <summary>How long received packets were on their way, when sender and receiver share a clock.</summary>
    public LatencySample Latency { get; } = new();

    /// <summary>Feedback on when packets came.</summary>
    public TransportFeedbackRecorder Feedback { get; } = new();

    public MonotonicTime Deadline
    {
        get
        {
            var deadline = Feedback.Deadline;
            foreach (var video in Video)
                deadline = MonotonicTime.Min(deadline, video.Nack.Deadline);
            return deadline;
        }
    }

    public void Add(SdpAnsweredMedia audio, SdpAnsweredMedia video)
    {
        _audioTransportId = audio.ExtensionId(SdpExtensionUri.TransportWideCc);
        _videoTransportId = video.ExtensionId(SdpExtensionUri.TransportWideCc);
        Audio.Add(new ReceivedAudio());
        Video.Add(new ReceivedVideo());
        _audioBySsrc[audio.Streams[0].Primary] = Audio[^1];
        var stream = video.Streams[0];
        _videoBySsrc[stream.Primary] = Video[^1];
        if (stream.Rtx is { } rtx)
            _rtxToMedia[rtx] = stream.Primary;
        _vp8PayloadType = video.PayloadTypeOf(SdpCodec.Vp8) ?? 0;
        _rtxPayloadType = video.PayloadTypeOf(SdpCodec.Rtx) ?? 0;
    }

    public void Take(in RtpPacket packet, MonotonicTime now)
    {
        var isAudio = _audioBySsrc.TryGetValue(packet.Ssrc, out var audio);
        var transportId = isAudio ? _audioTransportId : _videoTransportId;
        if (transportId != 0 && packet.TryGetExtension(transportId, out var value) && HeaderExtensionValues.TryReadTransportSequenceNumber(value, out var number))
            Feedback.OnPacket(number, packet.Ssrc, packet.Marker, now);
        if (isAudio)
        {
            audio!.Take(packet, now);
            Latency.Add(now.Ticks - audio.LastSentTicks);
        }
        else if (_videoBySsrc.TryGetValue(packet.Ssrc, out var video))
        {
            video.Take(packet, isRetransmission: false, now);
            Latency.Add(now.Ticks - video.LastSentTicks);
        }
        else if (_rtxToMedia.TryGetValue(packet.Ssrc, out var media) && packet.PayloadType == _rtxPayloadType)
        {
            TakeRetransmission(packet, media, now);
        }
    }

    public uint SsrcOf(ReceivedVideo video) => _videoBySsrc.First(pair => pair.Value == video).Key;

    public uint SsrcOf(ReceivedAudio audio) => _audioBySsrc.First(pair => pair.Value == audio).Key;

    private void TakeRetransmission(in RtpPacket packet, uint media, MonotonicTime now)
    {
        Span<byte> copy = stackalloc byte[IDatagramSink.MaxDatagram];
        packet.Bytes.CopyTo(copy);
        if (Rtx.TryRestore(copy[..packet.Bytes.Length], media, _vp8PayloadType, out var restored) && RtpPacket.TryParse(restored, out var original))
            _videoBySsrc[media].Take(original, isRetransmission: true, now);
    }
}
