using SessionRelay.Congestion;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Congestion;

public sealed class NarrowUplinkTests
{
    private const int PacketsPerSecond = 50;

    private NarrowUplink _uplink;
    private long _bytes;
    private double _now;

    [Fact]
    public void A_queue_behind_which_less_than_a_picture_comes_and_more_came_before_is_a_narrow_way()
    {
        Send(bitsPerSecond: 1_500_000, isQueued: false, seconds: 2);
        _uplink.IsNarrow.ShouldBeFalse();

        Send(bitsPerSecond: 90_000, isQueued: true, seconds: 0.5);
        _uplink.IsNarrow.ShouldBeTrue();

        Send(bitsPerSecond: 90_000, isQueued: false, seconds: 0.02);
        _uplink.IsNarrow.ShouldBeFalse("the queue is gone");
    }

    [Fact]
    public void Somebody_elses_upload_does_not_make_the_way_of_a_client_narrow_that_sends_little()
    {
        Send(bitsPerSecond: 90_000, isQueued: false, seconds: 2);
        Send(bitsPerSecond: 80_000, isQueued: true, seconds: 5);
        _uplink.IsNarrow.ShouldBeFalse();
    }

    [Fact]
    public void A_queue_that_lets_a_picture_through_is_no_narrow_way()
    {
        Send(bitsPerSecond: 1_500_000, isQueued: false, seconds: 2);
        Send(bitsPerSecond: 300_000, isQueued: true, seconds: 5);
        _uplink.IsNarrow.ShouldBeFalse();
    }

    [Fact]
    public void A_stall_behind_a_queue_is_no_narrow_way()
    {
        Send(bitsPerSecond: 1_500_000, isQueued: false, seconds: 2);
        Send(bitsPerSecond: 1_500_000, isQueued: true, seconds: 0.5);
        _now += 0.9; // nothing comes, then all at once
        Send(bitsPerSecond: 1_500_000, isQueued: true, seconds: 1);
        _uplink.IsNarrow.ShouldBeFalse();
    }

    [Fact]
    public void What_came_long_ago_counts_no_more()
    {
        Send(bitsPerSecond: 1_500_000, isQueued: false, seconds: 2);
        Send(bitsPerSecond: 60_000, isQueued: false, seconds: 20); // the camera is off
        Send(bitsPerSecond: 60_000, isQueued: true, seconds: 5);
        _uplink.IsNarrow.ShouldBeFalse();
    }

    private void Send(double bitsPerSecond, bool isQueued, double seconds)
    {
        for (var i = 0; i < seconds * PacketsPerSecond; i++)
        {
            _now += 1.0 / PacketsPerSecond;
            _bytes += (long)(bitsPerSecond / 8 / PacketsPerSecond);
            _uplink.Look(isQueued, _bytes, MonotonicTime.Zero + TimeSpan.FromSeconds(_now));
        }
    }
}
