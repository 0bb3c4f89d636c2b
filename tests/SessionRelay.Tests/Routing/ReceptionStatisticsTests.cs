using SessionRelay.Routing;
using SessionRelay.Rtcp;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

public sealed class ReceptionStatisticsTests
{
    [Fact]
    public void Loss_is_told_since_the_last_report_and_since_the_start()
    {
        // RFC 3550 appendix A.3: 100 expected, 25 lost; then 100 without loss. The stream wraps within.
        var statistics = new ReceptionStatistics(7);
        statistics.TryMakeReportBlock(At(0), out _).ShouldBeFalse();
        for (var i = 0; i < 100; i++)
        {
            if (i % 4 != 1)
                statistics.OnPacket((ushort)(65_500 + i), (uint)(i * 960), 48_000, At(i * 20));
        }

        statistics.TryMakeReportBlock(At(2000), out var first).ShouldBeTrue();
        for (var i = 100; i < 200; i++)
            statistics.OnPacket((ushort)(65_500 + i), (uint)(i * 960), 48_000, At(i * 20));

        statistics.TryMakeReportBlock(At(4000), out var second).ShouldBeTrue();

        (first.Ssrc, first.FractionLost, first.CumulativeLost, first.ExtendedHighestSequenceNumber).ShouldBe((7u, (byte)64, 25, 65_599u));
        (second.FractionLost, second.CumulativeLost, second.ExtendedHighestSequenceNumber).ShouldBe(((byte)0, 25, 65_699u));
        second.Jitter.ShouldBe(0u);
    }

    [Fact]
    public void Jitter_is_the_smoothed_difference_of_transit_times()
    {
        // RFC 3550 appendix A.8: packets alternately 0 and 5 ms late make every difference 240 units, to which J converges.
        var statistics = new ReceptionStatistics(7);
        for (var i = 0; i < 400; i++)
            statistics.OnPacket((ushort)i, (uint)(i * 960), 48_000, At((i * 20) + (i % 2 * 5)));

        ((double)statistics.Jitter).ShouldBe(240, tolerance: 1);
        statistics.OnPacket(400, 55, 8_000, At(8_000));
        statistics.Jitter.ShouldBe(0u);
    }

    [Fact]
    public void Last_sender_report_and_the_delay_since_are_told()
    {
        var statistics = new ReceptionStatistics(7);
        statistics.OnPacket(1, 0, 48_000, At(0));
        statistics.TryMakeReportBlock(At(1), out var before).ShouldBeTrue();
        statistics.OnSenderReport(0x1111_2222_3333_4444, At(1000));

        statistics.TryMakeReportBlock(At(1500), out var after).ShouldBeTrue();

        (before.LastSenderReport, before.DelaySinceLastSenderReport).ShouldBe((0u, 0u));
        (after.LastSenderReport, after.DelaySinceLastSenderReport).ShouldBe((0x2222_3333u, 32_768u));
    }

    [Fact]
    public void A_stream_that_counts_anew_starts_anew_at_its_second_packet()
    {
        // RFC 3550 appendix A.1: one packet far away is a stray, two in a row are a restart.
        var statistics = new ReceptionStatistics(7);
        statistics.OnPacket(100, 0, 48_000, At(0));
        statistics.OnPacket(30_000, 0, 48_000, At(20));
        statistics.ExtendedHighestSequenceNumber.ShouldBe(100u);
        statistics.OnPacket(50_000, 0, 48_000, At(40));
        statistics.OnPacket(50_001, 0, 48_000, At(60));

        statistics.ExtendedHighestSequenceNumber.ShouldBe(50_001u);
        statistics.CumulativeLost.ShouldBe(0);
    }

    [Fact]
    public void Duplicates_make_the_loss_negative_not_the_fraction()
    {
        var statistics = new ReceptionStatistics(7);
        for (var i = 0; i < 3; i++)
            statistics.OnPacket(5, 0, 48_000, At(i));

        statistics.TryMakeReportBlock(At(9), out var block).ShouldBeTrue();

        (block.CumulativeLost, block.FractionLost).ShouldBe((-2, (byte)0));
    }
}
