using SessionRelay.Congestion;
using SessionRelay.Routing;
using SessionRelay.Rtcp;
using SessionRelay.Tests.Dtls;
using SessionRelay.Tests.Network;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Congestion;

/// <summary>Feedback that lies, repeats or is garbage moves the estimate at most, within its bounds.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class HostileFeedbackIsHarmless
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_feedback_keeps_the_estimate_within_its_bounds(int seed)
    {
        var random = new Random(seed);
        var path = new EstimatedPath(new NetworkConditions { BitsPerSecond = 2_000_000, Delay = TimeSpan.FromMilliseconds(20) }, seed)
        {
            Tampers = (bytes, length) =>
            {
                for (var i = random.Next(6); i > 0; i--)
                    bytes[random.Next(8, length)] = (byte)random.Next(256);
            },
        };
        for (var i = 0; i < 60; i++)
        {
            path.Run(1);
            path.Estimator.BitRate.ShouldBeInRange(RateControl.Floor, RateControl.Ceiling);
            double.IsFinite(path.Estimator.Arriving).ShouldBeTrue();
            path.Estimator.Loss.ShouldBeInRange(0, 1);
        }
    }

    [Fact]
    public void Feedback_on_packets_never_sent_and_replayed_feedback_say_nothing()
    {
        var tracker = new TransportFeedbackTracker();
        var estimator = new BandwidthEstimator();
        var now = MonotonicTime.FromMilliseconds(1000);
        for (var i = 0; i < 20; i++)
            tracker.OnSent(1_000, now);
        Span<PacketFeedback> told = stackalloc PacketFeedback[512];
        Read(tracker, Feedback(first: 30_000), now, told).ShouldBe(0, "never sent");
        var honest = Read(tracker, Feedback(first: 0), now, told);
        honest.ShouldBe(10);
        for (var i = 0; i < 1_000; i++)
            Read(tracker, Feedback(first: 0), now + TimeSpan.FromMilliseconds(i), told).ShouldBe(0, "told once already");
        estimator.OnFeedback(told[..0], TimeSpan.FromMilliseconds(50), now);
        estimator.BitRate.ShouldBe(RateControl.Start);
        estimator.IsProven.ShouldBeFalse();
    }

    [Fact]
    public void Times_from_nowhere_never_throw()
    {
        var random = new Random(5);
        var estimator = new BandwidthEstimator();
        estimator.Prober.Want(3_000_000, 3_000_000, estimator.BitRate, MonotonicTime.Zero);
        var now = MonotonicTime.FromMilliseconds(1000);
        Span<PacketFeedback> told = stackalloc PacketFeedback[8];
        for (var i = 0; i < 100_000; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(60));
            for (var k = 0; k < told.Length; k++)
                told[k] = new PacketFeedback(now - TimeSpan.FromMilliseconds(random.Next(100)), random.Next(1500), random.Next(4) > 0, new MonotonicTime(random.NextInt64(-1L << 40, 1L << 40)), random.Next(6));
            estimator.OnFeedback(told[..random.Next(9)], TimeSpan.FromMilliseconds(random.Next(3000)), now);
            estimator.Advance(now);
            if (estimator.Prober.BytesDue(now) > 0)
                estimator.Prober.OnSent(estimator.Prober.PacketLength, now);
            estimator.BitRate.ShouldBeInRange(RateControl.Floor, RateControl.Ceiling);
        }
    }

    [Fact]
    public void A_minute_of_estimating_allocates_nothing()
    {
        var tracker = new TransportFeedbackTracker();
        var recorder = new TransportFeedbackRecorder();
        var estimator = new BandwidthEstimator();
        var budget = default(SendBudget);
        var rtcp = new byte[1400];
        var told = new PacketFeedback[512];
        var demands = new VideoDemand[16];
        var now = MonotonicTime.FromMilliseconds(1000);
        Minute();

        Allocations.Of(Minute).ShouldBe(0);

        estimator.IsProven.ShouldBeTrue();

        void Minute()
        {
            for (var i = 0; i < 12_000; i++)
            {
                now += TimeSpan.FromMilliseconds(5);
                estimator.Prober.Want(3_000_000, 3_000_000, estimator.BitRate, now);
                estimator.Advance(now);
                do
                {
                    var number = tracker.OnSent(1_000, now, estimator.Prober.Cluster);
                    estimator.Prober.OnSent(1_000, now);
                    budget.OnSent(1_000, estimator.BitRate, now);
                    recorder.OnPacket(number, 1, endsFrame: false, now + TimeSpan.FromMilliseconds(i % 7));
                }
                while (estimator.Prober.BytesDue(now) > 0);
                var writer = new RtcpWriter(rtcp);
                if (!recorder.TryWrite(ref writer, 1, now))
                    continue;
                estimator.OnFeedback(told.AsSpan(0, Read(tracker, rtcp.AsSpan(0, writer.Length), now, told)), tracker.RoundTrip, now);
                for (var slot = 0; slot < demands.Length; slot++)
                    demands[slot].Levels = 1 + slot % 4;
                LayerAllocator.Spread(demands, estimator.BitRate, keeps: true, mayResume: true, mayRaise: true);
            }
        }
    }

    private static byte[] Feedback(ushort first)
    {
        var buffer = new byte[200];
        var writer = new RtcpWriter(buffer);
        writer.TryTransportFeedback(1, 2, first, 7, 1, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]).ShouldBeTrue();
        return buffer[..writer.Length];
    }

    private static int Read(TransportFeedbackTracker tracker, ReadOnlySpan<byte> rtcp, MonotonicTime now, Span<PacketFeedback> told)
    {
        var reader = new RtcpReader(rtcp);
        var count = 0;
        while (reader.TryRead(out var packet))
        {
            if (TransportFeedback.TryParse(packet, out var feedback))
                count += tracker.Read(feedback, now, told);
        }

        return count;
    }
}
