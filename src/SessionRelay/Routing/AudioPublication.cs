using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// A client's microphone. It sends always, silence too, so that the path can be watched; what is muted goes no further than here.
/// </summary>
internal sealed class AudioPublication(Connection connection, SdpMedia media) : Publication(connection, media, MediaKind.Audio)
{
    private readonly List<AudioSlot> _followers = [];
    private readonly AudioLevelMonitor _level = new();
    private int _clockRate;

    public SenderReportClock Clock { get; } = new(connection.Clock);

    /// <summary>Tells this microphone from every other source in the room's slots.</summary>
    public int Number { get; } = connection.Room.NextSourceNumber();

    public List<AudioSlot> Followers => _followers;

    /// <summary>By the levels that the client tells; nobody speaks while muted.</summary>
    public bool IsSpeaking => _level.IsSpeaking && Connection.Participant.SendsAudio;

    public void Add(AudioSlot follower) => _followers.Add(follower);

    public void Remove(AudioSlot follower) => _followers.Remove(follower);

    public override IncomingStream Bind(in RtpPacket packet) =>
        new(this, null, IsRtx: false, new ReceptionStatistics(packet.Ssrc));

    public override void Receive(IncomingStream stream, in RtpPacket packet, Span<byte> bytes, MonotonicTime now)
    {
        var codec = Formats.CodecOf(packet.PayloadType);
        stream.Statistics.OnPacket(packet.SequenceNumber, packet.Timestamp, ClockRateOf(codec), now);
        if (!Connection.Participant.Allowed.Audio)
        {
            Connection.Counters.Drop(DropReason.NoSlot);
            return;
        }

        if (packet.Bytes.Length > RetransmissionRing.MaxPacketLength)
        {
            Connection.Counters.Drop(DropReason.OverLimit);
            return;
        }

        if (packet.Payload.IsEmpty || codec is not (SdpCodec.Opus or SdpCodec.Pcmu))
        {
            foreach (var follower in _followers)
                follower.LeaveOut(this, packet);
            return;
        }

        _clockRate = ClockRateOf(codec);
        if (!Connection.Participant.SendsAudio)
            return;
        byte level = 127;
        var voice = false;
        var hasLevel = Extensions.TryRead(packet, HeaderExtension.AudioLevel, out var value) && HeaderExtensionValues.TryReadAudioLevel(value, out level, out voice);
        if (hasLevel)
            _level.OnLevel(level, now);
        foreach (var follower in _followers)
            follower.Forward(this, packet, codec, hasLevel ? (byte)((voice ? 0x80 : 0) | level) : null, now);
    }

    public override void TakeSenderReport(IncomingStream stream, in SenderReport report, MonotonicTime now)
    {
        stream.Statistics.OnSenderReport(report.NtpTime, now);
        if (_clockRate != 0)
            Clock.OnSenderReport(report.NtpTime, report.RtpTimestamp, _clockRate, now);
    }

    public static int ClockRateOf(SdpCodec codec) => codec == SdpCodec.Opus ? 48_000 : 8_000;
}
