using System.Diagnostics;
using SessionRelay.Congestion;
using SessionRelay.Phone.Audio;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Sdp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// A client's microphone. It sends always, silence too, so that the path can be watched; what is muted goes no further than here.
/// </summary>
internal sealed class AudioPublication(Connection connection, SdpMedia media) : Publication(connection, media, MediaKind.Audio), ISoundSource
{
    /// <summary>After a change of codec a report may still be one of before, on its way when the change came.</summary>
    private static readonly TimeSpan ReportsSettle = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(1); // sound comes five times a second even while nobody speaks

    /// <summary>That sound is late is not taken back before: a client hears of it four times a second at most.</summary>
    private static readonly TimeSpan LateAtLeast = TimeSpan.FromMilliseconds(500);

    /// <summary>Packets, 6 s of them: what is further back is a source that counts anew.</summary>
    private const int MaxLate = 300;

    private readonly List<AudioSlot> _followers = [];
    private readonly AudioLevelMonitor _level = new();
    private readonly TakenSound _taken = new();
    private byte[] _unpacked = [];
    private int _clockRate;
    private bool _hasNewest;
    private ushort _newest;
    private uint _newestTimestamp;
    private MonotonicTime _newestAt;
    private MonotonicTime _rateChangedAt;
    private SoundDelay _delay;
    private bool _toldLate;
    private MonotonicTime _toldLateAt;
    private NarrowUplink _narrow;
    private bool _toldNarrow;
    private bool _toldThin;

    public SenderReportClock Clock { get; } = new(connection.Clock);

    /// <summary>Tells this microphone from every other source in the room's slots.</summary>
    public int Number { get; } = connection.Room.NextSourceNumber();

    public List<AudioSlot> Followers => _followers;

    /// <summary>By the levels that the client tells; nobody speaks while muted.</summary>
    public bool IsSpeaking => _level.IsSpeaking && IsSending;

    /// <summary>Muted, or on the phone instead: then the browser's microphone hears the same room.</summary>
    public bool IsSending => Connection.Participant.SendsMicrophone;

    /// <summary>A queue stands on the client's way up: its sound waits behind whatever else it sends. Nothing is known of it without sound.</summary>
    public bool IsLate(MonotonicTime now) => _delay.IsStanding && now - _newestAt < Stale;

    /// <summary>The newest sound was late: a queue may have just filled up, or all was held up for a moment. Which of the two it was shows soon.</summary>
    public bool IsNewestLate(MonotonicTime now) => _delay.IsNewestLate && now - _newestAt < Stale;

    /// <summary>Where it is added up for the phones of the room, while there are any.</summary>
    public MixerInput? Mixed { get; set; }

    public void Add(AudioSlot follower) => _followers.Add(follower);

    public void Remove(AudioSlot follower) => _followers.Remove(follower);

    public override IncomingStream Bind(in RtpPacket packet)
    {
        _taken.Restart();
        return new(this, null, IsRtx: false, new ReceptionStatistics(packet.Ssrc));
    }

    public override void Receive(IncomingStream stream, in RtpPacket packet, Span<byte> bytes, MonotonicTime now)
    {
        var codec = Formats.CodecOf(packet.PayloadType);
        stream.Statistics.OnPacket(packet.SequenceNumber, packet.Timestamp, ClockRateOf(codec), now);
        if (!Connection.Participant.Allowed.Audio)
        {
            _taken.PassOver(packet.SequenceNumber);
            Connection.Counters.Drop(DropReason.NoSlot);
            return;
        }

        if (packet.Bytes.Length > RetransmissionRing.MaxPacketLength)
        {
            _taken.TryTake(packet.SequenceNumber);
            Connection.Counters.Drop(DropReason.OverLimit);
            return;
        }

        if (codec == SdpCodec.Red)
            Unpack(packet, now);
        else
            Take(packet, codec, LevelOf(packet), now);
    }

    public override void TakeSenderReport(IncomingStream stream, in SenderReport report, MonotonicTime now)
    {
        stream.Statistics.OnSenderReport(report.NtpTime, now);
        if (_clockRate == 0)
            return;
        // One that was on its way counts the codec of before; taken for the new one's it would put the lips off until the next.
        var isOfBefore = now - _rateChangedAt < ReportsSettle && Math.Abs((long)Wrap.Difference(report.RtpTimestamp, _newestTimestamp)) > ReportsSettle.TotalSeconds * _clockRate;
        if (!isOfBefore)
            Clock.OnSenderReport(report.NtpTime, report.RtpTimestamp, _clockRate, now);
    }

    public bool TryGetTimestamp(MonotonicTime at, int clockRate, out uint timestamp) => Clock.TryGetTimestamp(at, clockRate, out timestamp);

    public static int ClockRateOf(SdpCodec codec) => codec is SdpCodec.Opus or SdpCodec.Red ? 48_000 : 8_000;

    /// <summary>What was lost on the way and comes again in this packet goes first, then the packet itself, each as the plain Opus that every browser takes.</summary>
    private void Unpack(in RtpPacket packet, MonotonicTime now)
    {
        if (Formats.Opus is not { } opus || !RedPayload.TryParse(packet.Payload, out var red))
        {
            Take(packet, SdpCodec.Other, null, now);
            return;
        }

        // RFC 2198 gives no numbers: the blocks are of the packets just before, as senders of Opus make them.
        for (var i = 0; IsSending && i < red.RedundantCount; i++)
        {
            var block = red.Redundant(i);
            var number = unchecked((ushort)(packet.SequenceNumber - (red.RedundantCount - i)));
            if (block.PayloadType != opus || block.TimestampOffset == 0 || block.Data.IsEmpty || !_taken.TryTakeLost(number))
                continue;
            Deliver(Repack(number, unchecked(packet.Timestamp - (uint)block.TimestampOffset), packet.Ssrc, marker: false, block.Data), SdpCodec.Opus, null, now);
            Connection.Counters.AudioRecovered++;
        }

        var isOpus = red.PrimaryPayloadType == opus;
        Take(
            Repack(packet.SequenceNumber, packet.Timestamp, packet.Ssrc, packet.Marker, isOpus ? red.Primary : default),
            isOpus ? SdpCodec.Opus : SdpCodec.Other, LevelOf(packet), now);
    }

    /// <summary>A packet in memory of its own, good until the next call.</summary>
    private RtpPacket Repack(ushort sequenceNumber, uint timestamp, uint ssrc, bool marker, ReadOnlySpan<byte> payload)
    {
        if (_unpacked.Length == 0)
            _unpacked = new byte[RtpPacket.FixedHeaderLength + RetransmissionRing.MaxPacketLength];
        var header = new RtpHeaderWriter(_unpacked, marker, Formats.Opus!.Value, sequenceNumber, timestamp, ssrc).Complete();
        payload.CopyTo(_unpacked.AsSpan(header));
        return RtpPacket.TryParse(_unpacked.AsSpan(0, header + payload.Length), out var packet) ? packet : throw new UnreachableException();
    }

    /// <summary>A packet that came.</summary>
    private void Take(in RtpPacket packet, SdpCodec codec, byte? level, MonotonicTime now)
    {
        if (!IsSending)
            _taken.PassOver(packet.SequenceNumber);
        else if (!_taken.TryTake(packet.SequenceNumber))
            return;
        Deliver(packet, codec, level, now);
    }

    private void Deliver(in RtpPacket packet, SdpCodec codec, byte? level, MonotonicTime now)
    {
        if (packet.Payload.IsEmpty || codec is not (SdpCodec.Opus or SdpCodec.Pcmu))
        {
            foreach (var follower in _followers)
                follower.LeaveOut(this, packet);
            return;
        }

        var isAnotherClock = TakeClock(packet, ClockRateOf(codec), now);
        if (!IsSending)
            return;
        if (codec == SdpCodec.Pcmu)
            Mixed?.Buffer.Write(packet, G711Law.Pcmu, now);
        if (level is { } said)
            _level.OnLevel((byte)(said & 0x7F), now);
        foreach (var follower in _followers)
            follower.Forward(this, packet, codec, level, now);
        if (!isAnotherClock)
            return;
        foreach (var follower in _followers)
            follower.Report(now);
    }

    /// <summary>Asks the client for thin sound as soon as somebody who hears it has room for nothing else, and for the usual sound when nobody is left.</summary>
    public void SettleRate()
    {
        var thin = false;
        foreach (var follower in _followers)
            thin |= follower.Connection.Peer.IsLive && follower.Connection.Downlink.TakesSoundOnly; // a dead path is narrow for nobody
        if (thin == _toldThin)
            return;
        _toldThin = thin;
        Connection.Room.Tell(new RelayEvent.SoundWanted(Connection.Participant.Id, Connection.PeerName, thin));
    }

    private void TellWhetherLate(MonotonicTime now)
    {
        _narrow.Look(_delay.IsStanding || _delay.IsNewestLate, Connection.BytesReceived, now);
        var isNarrow = _narrow.IsNarrow;
        var isLate = _delay.IsStanding || isNarrow;
        if ((isLate, isNarrow) == (_toldLate, _toldNarrow) || (_toldLate && !isNarrow && now - _toldLateAt < LateAtLeast))
            return;
        (_toldLate, _toldNarrow, _toldLateAt) = (isLate, isNarrow, now);
        Connection.Room.Tell(new RelayEvent.UplinkQueued(Connection.Participant.Id, Connection.PeerName, isLate, isNarrow));
    }

    /// <summary>RFC 6464's byte; null when the sender gives none.</summary>
    private byte? LevelOf(in RtpPacket packet) =>
        Extensions.TryRead(packet, HeaderExtension.AudioLevel, out var value) && HeaderExtensionValues.TryReadAudioLevel(value, out var level, out var voice)
            ? (byte)((voice ? 0x80 : 0) | level)
            : null;

    /// <summary>Takes note of the clock that a packet's timestamp counts; true when it is another than before. Late packets of the former codec change nothing.</summary>
    private bool TakeClock(in RtpPacket packet, int clockRate, MonotonicTime now)
    {
        if (_hasNewest && Wrap.Difference(packet.SequenceNumber, _newest) is <= 0 and > -MaxLate)
            return false;
        var isAnother = _hasNewest && clockRate != _clockRate;
        if (isAnother)
        {
            Clock.ChangeRate(_newestTimestamp, _newestAt, packet.Timestamp, clockRate, now);
            _rateChangedAt = now;
        }

        _hasNewest = true;
        _clockRate = clockRate;
        _delay.Add(packet.Timestamp, clockRate, now);
        TellWhetherLate(now);
        (_newest, _newestTimestamp, _newestAt) = (packet.SequenceNumber, packet.Timestamp, now);
        return isAnother;
    }
}
