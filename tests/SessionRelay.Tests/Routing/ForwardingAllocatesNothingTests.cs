using SessionRelay.Congestion;
using SessionRelay.Routing;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Wire;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

public sealed class ForwardingAllocatesNothingTests
{
    private readonly byte[] _packet = new byte[1100];
    private readonly byte[] _out = new byte[1500];
    private readonly ushort[] _due = new ushort[100];
    private readonly PacketFeedback[] _fed = new PacketFeedback[100];
    private readonly RetransmissionRing _ring = new(new PacketBlockPool());
    private readonly NackGenerator _generator = new();
    private readonly NackResponder _responder = new();
    private readonly ReceptionStatistics _statistics = new(1);
    private readonly TransportFeedbackRecorder _recorder = new();
    private readonly TransportFeedbackTracker _tracker = new();
    private readonly KeyframeRequester _keyframes = new();
    private readonly SlotRewriter _slot = new(1, 0);
    private readonly AudioLevelMonitor _levels = new();
    private KeyframeAllowance _allowance;
    private int _forwarded;
    private ushort _lastSent;
    private int _answered;

    [Fact]
    public void Over_100_000_packets_with_loss()
    {
        _slot.Switch(0);
        Run(0, 5_000); // 9 s at 1.6 Mbit/s: blocks and tables have grown to the rate
        _forwarded = _answered = 0;

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(5_000, 105_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBe(0);
        _forwarded.ShouldBeGreaterThan(90_000);
        _answered.ShouldBeGreaterThan(1_000);
    }

    private void Run(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (i % 50 == 7)
                continue;

            Step(i, At(i * 1000.0 / 180));
        }
    }

    private void Step(int i, MonotonicTime now)
    {
        var writer = new RtpHeaderWriter(_packet, i % 6 == 5, 96, (ushort)i, (uint)(i / 6 * 3000), 1);
        writer.TryAdd(3, [1, 2, 3]);
        var header = writer.Complete();
        _packet[header] = 0x90;
        _packet[header + 1] = 0x80;
        _packet[header + 2] = (byte)(0x80 | ((i / 6) >> 8));
        _packet[header + 3] = (byte)(i / 6);
        _packet[header + 4] = 1;

        if (!RtpPacket.TryParse(_packet, out var packet) || !Vp8PayloadDescriptor.TryParse(packet.Payload, out var vp8))
            return;

        _generator.OnPacket(packet.SequenceNumber, now);
        _statistics.OnPacket(packet.SequenceNumber, packet.Timestamp, 90_000, now);
        _recorder.OnPacket((ushort)i, 1, packet.Marker, now);
        _ring.Add(packet.SequenceNumber, _packet, now, vp8.IsKeyframeStart);
        _levels.OnLevel((byte)(i % 128), now);
        if (_slot.TryRewrite(0, packet, vp8, 90_000, now, MonotonicTime.Never, out var rewritten))
            Forward(packet, vp8, rewritten, now);

        if (i % 25 == 0)
            Feed(now);
    }

    private void Forward(in RtpPacket packet, in Vp8PayloadDescriptor vp8, in SlotPacket rewritten, MonotonicTime now)
    {
        var writer = new RtpHeaderWriter(_out, packet.Marker, 97, rewritten.SequenceNumber, rewritten.Timestamp, 2);
        if (writer.TryReserve(5, 2, out var value))
            HeaderExtensionValues.WriteTransportSequenceNumber(value, _tracker.OnSent(1100, now));

        var header = writer.Complete();
        packet.Payload.CopyTo(_out.AsSpan(header));
        vp8.Rewrite(_out.AsSpan(header), rewritten.PictureId, rewritten.Tl0PicIdx, rewritten.KeyIdx);
        _responder.OnSent(rewritten, 0, packet.SequenceNumber, 1100, now);
        _lastSent = rewritten.SequenceNumber;
        _forwarded++;
    }

    private void Feed(MonotonicTime now)
    {
        var roundTrip = TimeSpan.FromMilliseconds(60);
        _generator.TakeDue(now, roundTrip, _due);
        _keyframes.Request(ref _allowance, now);
        _keyframes.TakeDue(now);
        _statistics.TryMakeReportBlock(now, out _);
        if (_responder.TryAnswer(_lastSent, now, roundTrip, out var sent) && _ring.TryGet(sent.OriginalSequenceNumber, now, out _))
            _answered++;

        var writer = new RtcpWriter(_out);
        if (!_recorder.TryWrite(ref writer, 1, now))
            return;

        var reader = new RtcpReader(_out.AsSpan(0, writer.Length));
        while (reader.TryRead(out var packet))
        {
            if (TransportFeedback.TryParse(packet, out var feedback))
                _tracker.Read(feedback, now, _fed);
        }
    }
}
