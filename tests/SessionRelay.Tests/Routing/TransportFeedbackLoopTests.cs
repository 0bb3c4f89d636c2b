using SessionRelay.Congestion;
using SessionRelay.Routing;
using SessionRelay.Rtcp;
using SessionRelay.Wire;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

public sealed class TransportFeedbackLoopTests
{
    private readonly byte[] _buffer = new byte[1200];

    [Fact]
    public void Transport_cc_without_rtx_and_padding_ssrcs()
    {
        // Media, RTX and padding share the transport-wide numbers: each is told of, whatever its SSRC.
        var recorder = new TransportFeedbackRecorder();
        for (ushort i = 0; i < 9; i++)
            recorder.OnPacket((ushort)(65_530 + i), ssrc: (uint)(i % 3), endsFrame: false, At(1_000_000 + i));

        recorder.Deadline.ShouldBe(At(1_000_050));
        Statuses(recorder, At(1_000_050)).Select(status => (status.SequenceNumber, status.Received))
            .ShouldBe(Enumerable.Range(0, 9).Select(i => ((ushort)(65_530 + i), true)));
        recorder.Deadline.IsNever.ShouldBeTrue();
    }

    [Fact]
    public void Feedback_is_due_after_50_ms_or_20_ms_after_a_frames_end()
    {
        var recorder = new TransportFeedbackRecorder();
        recorder.OnPacket(1, 1, endsFrame: false, At(0));
        recorder.Deadline.ShouldBe(At(50));
        recorder.OnPacket(2, 1, endsFrame: true, At(10));
        recorder.Deadline.ShouldBe(At(30));
        recorder.OnPacket(3, 1, endsFrame: true, At(15));
        recorder.Deadline.ShouldBe(At(30));
        Statuses(recorder, At(29.9)).ShouldBeEmpty();
        Statuses(recorder, At(30)).Count.ShouldBe(3);
    }

    [Fact]
    public void On_a_narrow_way_down_feedback_waits_whatever_ends()
    {
        var recorder = new TransportFeedbackRecorder { Interval = TimeSpan.FromMilliseconds(160) };
        recorder.OnPacket(1, 1, endsFrame: false, At(0));
        recorder.OnPacket(2, 1, endsFrame: true, At(10));
        recorder.Deadline.ShouldBe(At(160));
        Statuses(recorder, At(160)).Count.ShouldBe(2);
    }

    [Fact]
    public void Deltas_are_arrivals_in_quarter_milliseconds_and_may_be_negative()
    {
        var recorder = new TransportFeedbackRecorder();
        recorder.OnPacket(10, 1, false, At(64_001));
        recorder.OnPacket(12, 1, false, At(64_011));
        recorder.OnPacket(11, 1, false, At(64_015));
        recorder.OnPacket(14, 1, false, At(64_016));

        Statuses(recorder, At(65_000)).ShouldBe(
        [
            new(10, true, 4), new(11, true, 56), new(12, true, -16), new(13, false, 0), new(14, true, 20),
        ]);

        // What was told as lost and comes after all is told of again, with what follows it.
        recorder.OnPacket(13, 1, false, At(64_020));
        Statuses(recorder, At(66_000)).Select(status => (status.SequenceNumber, status.Received)).ShouldBe([(13, true), (14, true)]);
    }

    [Fact]
    public void Wide_gaps_long_waits_and_restarts_stay_bounded()
    {
        var recorder = new TransportFeedbackRecorder();
        recorder.OnPacket(0, 1, false, At(0));
        recorder.OnPacket(30_000, 1, false, At(1));
        Statuses(recorder, At(51)).Count.ShouldBeLessThanOrEqualTo(TransportFeedbackRecorder.Capacity);
        recorder.OnPacket(30_001, 1, false, At(100));
        recorder.OnPacket(30_002, 1, false, At(9_000));
        Statuses(recorder, At(9_100)).Select(status => status.SequenceNumber).ShouldBe([30_001, 30_002]);
        recorder.OnPacket(5, 1, false, At(9_200));
        recorder.OnPacket(6, 1, false, At(9_201));
        Statuses(recorder, At(9_300)).Select(status => status.SequenceNumber).ShouldBe([6]);
    }

    [Fact]
    public void Random_numbers_make_readable_feedback_and_nothing_grows()
    {
        var random = new Random(9);
        var recorder = new TransportFeedbackRecorder();
        var tracker = new TransportFeedbackTracker();
        var packets = new PacketFeedback[64];
        var now = 0.0;
        for (var i = 0; i < 100_000; i++)
        {
            now += random.NextDouble() * 4;
            recorder.OnPacket((ushort)(random.Next(20) == 0 ? random.Next(65536) : i), (uint)random.Next(), random.Next(5) == 0, At(now));
            var writer = new RtcpWriter(_buffer);
            for (var rounds = 0; recorder.TryWrite(ref writer, 1, At(now)); rounds++)
            {
                (rounds < 4).ShouldBeTrue();
                TransportFeedback.TryParse(First(_buffer.AsSpan(0, writer.Length)), out var feedback).ShouldBeTrue();
                tracker.Read(feedback, At(now), packets).ShouldBe(0);
                writer = new RtcpWriter(_buffer);
            }
        }
    }

    [Fact]
    public void The_sender_learns_loss_round_trip_and_bit_rate()
    {
        // 1,000 packets of 1,250 bytes in 10 s, 40 ms each way, every tenth lost.
        var tracker = new TransportFeedbackTracker();
        var recorder = new TransportFeedbackRecorder();
        var packets = new PacketFeedback[64];
        var gaps = new List<double>();
        MonotonicTime lastArrival = default;
        for (var i = 0; i < 1_000; i++)
        {
            var sentAt = i * 10.0;
            var sequenceNumber = tracker.OnSent(1_250, At(sentAt));
            if (i % 10 != 9)
                recorder.OnPacket(sequenceNumber, 1, false, At(sentAt + 40));

            var writer = new RtcpWriter(_buffer);
            if (!recorder.TryWrite(ref writer, 1, At(sentAt + 40)))
                continue;

            TransportFeedback.TryParse(First(_buffer.AsSpan(0, writer.Length)), out var feedback).ShouldBeTrue();
            foreach (var packet in packets.AsSpan(0, tracker.Read(feedback, At(sentAt + 80), packets)))
            {
                if (!packet.Received)
                    continue;

                if (lastArrival.Ticks > 0)
                    gaps.Add((packet.ArrivedAt - lastArrival).TotalMilliseconds);

                lastArrival = packet.ArrivedAt;
            }
        }

        tracker.LossFraction(At(10_070)).ShouldBe(0.1, tolerance: 0.02);
        tracker.RoundTrip.TotalMilliseconds.ShouldBe(80, tolerance: 1);
        ((double)tracker.AcknowledgedBitRate(At(10_070))).ShouldBe(900_000, tolerance: 100_000);
        (tracker.Acknowledged + tracker.Lost).ShouldBeGreaterThan(980);
        gaps.Sum().ShouldBe(gaps.Count * 10.0 / 0.9, tolerance: 30);
        tracker.LossFraction(At(20_000)).ShouldBe(0);
    }

    [Fact]
    public void A_packet_that_was_told_as_lost_may_arrive_after_all_and_others_count_once()
    {
        var tracker = new TransportFeedbackTracker();
        for (var i = 0; i < 3; i++)
            tracker.OnSent(100, At(i));

        var packets = new PacketFeedback[8];
        Read([1, RtcpWriter.NotReceived, 1]).ShouldBe(3);
        (tracker.Acknowledged, tracker.Lost).ShouldBe((2, 1));
        Read([1, RtcpWriter.NotReceived, 1]).ShouldBe(0);
        Read([1, 1, 1]).ShouldBe(1);
        (tracker.Acknowledged, tracker.Lost).ShouldBe((3, 0));
        Read([1, RtcpWriter.NotReceived, 1, 1, 1]).ShouldBe(0);

        int Read(int[] deltas)
        {
            var writer = new RtcpWriter(_buffer);
            writer.TryTransportFeedback(1, 2, 0, 5, 0, deltas).ShouldBeTrue();
            TransportFeedback.TryParse(First(_buffer.AsSpan(0, writer.Length)), out var feedback).ShouldBeTrue();
            return tracker.Read(feedback, At(50), packets);
        }
    }

    private static RtcpPacket First(ReadOnlySpan<byte> bytes)
    {
        var reader = new RtcpReader(bytes);
        reader.TryRead(out var packet).ShouldBeTrue();
        return packet;
    }

    private List<TransportFeedbackStatus> Statuses(TransportFeedbackRecorder recorder, MonotonicTime now)
    {
        var statuses = new List<TransportFeedbackStatus>();
        while (true)
        {
            var writer = new RtcpWriter(_buffer);
            if (!recorder.TryWrite(ref writer, 1, now))
                return statuses;

            TransportFeedback.TryParse(First(_buffer.AsSpan(0, writer.Length)), out var feedback).ShouldBeTrue();
            foreach (var status in feedback)
                statuses.Add(status);
        }
    }
}
