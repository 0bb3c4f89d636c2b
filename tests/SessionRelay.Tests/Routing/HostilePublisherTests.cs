using SessionRelay.Congestion;
using SessionRelay.Routing;
using SessionRelay.Rtcp;
using SessionRelay.Rtp;
using SessionRelay.Tests.Rtp;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

/// <summary>Authenticated, yet not honest: numbers, timestamps, ids and reports at random, 100,000 of them into every state machine.</summary>
public sealed class HostilePublisherTests
{
    private readonly byte[] _rtcp = new byte[1200];

    [Fact]
    public void Random_packets_neither_throw_nor_grow()
    {
        using var ring = new RetransmissionRing(new PacketBlockPool());
        var slot = new SlotRewriter(1, 0);
        var responder = new NackResponder();
        var statistics = new ReceptionStatistics(1);
        var camera = new SampleStream(0, 0, 0, 90_000);
        var random = new Random(21);
        var now = 0.0;
        var forwarded = 0;
        slot.Switch(0);
        Run(HostileInput.Count);

        forwarded.ShouldBeGreaterThan(50_000);
        ring.HeldBytes.ShouldBeLessThanOrEqualTo(1024 * 1024);

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                now += random.NextDouble() * 10;
                Disturb(camera, random);
                var bytes = random.Next(9) == 0 ? camera.PaddingOnly() : camera.Video((byte)random.Next(4), random.Next(2) == 0, random.Next(30) == 0);
                ring.Add((ushort)(camera.SequenceNumber - 1), bytes, At(now), random.Next(30) == 0);
                if (i % 10 == 0)
                    ring.TryFindKeyframe(At(now), 500, awaited: null, out _, out _);

                statistics.OnPacket((ushort)(camera.SequenceNumber - 1), camera.Timestamp, random.Next(2) == 0 ? 90_000 : 8_000, At(now));
                statistics.TryMakeReportBlock(At(now), out _);
                if (random.Next(20) == 0)
                    slot.LeaveOut(camera, camera.Video(), isVideo: true);

                if (random.Next(500) == 0)
                    slot.Switch(0, sameCapture: random.Next(2) == 0);

                camera.ClockRate = random.Next(50) == 0 ? 8_000 : 90_000;
                if (slot.Forward(camera, bytes, now, random.Next(2) == 0 ? null : At(random.Next()), isVideo: true) is not { } sent)
                    continue;

                forwarded++;
                responder.OnSent(sent, 0, 1, bytes.Length, At(now));
                responder.TryAnswer((ushort)random.Next(65536), At(now), TimeSpan.FromMilliseconds(random.Next(300)), out _);
            }
        }
    }

    [Fact]
    public void Random_reports_never_throw()
    {
        var random = new Random(22);
        var publisher = new PublisherClock();
        var clock = new SenderReportClock(publisher);
        var statistics = new ReceptionStatistics(1);
        statistics.OnPacket(1, 1, 48_000, At(0));
        for (var i = 0; i < 100_000; i++)
        {
            var ntp = random.Next(5) == 0 ? 0 : (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            clock.OnSenderReport(ntp, (uint)random.Next(), random.Next(2) == 0 ? 48_000 : 90_000, At(i));
            statistics.OnSenderReport(ntp, At(i));
            statistics.TryMakeReportBlock(At(i + random.Next(100_000)), out var block).ShouldBeTrue();
            block.TryGetRoundTrip(At(i), out _);
            clock.CaptureTimeOf((uint)random.Next(), 90_000);
            clock.TryGetTimestamp(At(i), 90_000, out _);
        }
    }

    [Fact]
    public void Random_feedback_counts_each_packet_at_most_once()
    {
        var random = new Random(23);
        var tracker = new TransportFeedbackTracker();
        var packets = new PacketFeedback[16];
        var writer = new RtcpWriter(_rtcp);
        writer.TryTransportFeedback(1, 2, 10, 7, 1, [1, RtcpWriter.NotReceived, 300, -4, 1, 1, 1, 1, 1, 1, 1, 1]).ShouldBeTrue();
        byte[][] samples = [_rtcp[..writer.Length]];
        var sent = 0L;

        HostileInput.ReadsWithoutHarm(24, samples, bytes =>
        {
            tracker.OnSent(random.Next(1500), At(sent++));
            var reader = new RtcpReader(bytes);
            while (reader.TryRead(out var packet))
            {
                if (TransportFeedback.TryParse(packet, out var feedback))
                    tracker.Read(feedback, At(sent), packets);
            }
        });

        (tracker.Acknowledged + tracker.Lost).ShouldBeInRange(1, sent);
        tracker.LossFraction(At(sent)).ShouldBeInRange(0, 1);
    }

    private static void Disturb(SampleStream camera, Random random)
    {
        camera.NextFrame(step: random.Next(30) == 0 ? (uint)random.Next() : 3000);
        if (random.Next(40) == 0)
            camera.SequenceNumber = (ushort)random.Next(65536);
        else if (random.Next(10) == 0)
            camera.SequenceNumber -= (ushort)random.Next(20);

        if (random.Next(40) == 0)
            camera.PictureId = (ushort)random.Next(32768);
    }
}
