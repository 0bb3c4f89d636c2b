using SessionRelay.Congestion;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Congestion;

/// <summary>Packets that set out every 10 ms and take their time.</summary>
public sealed class FillingQueueTests
{
    private const int Length = 500;

    private readonly Random _random = new(7);
    private FillingQueue _queue;
    private double _sentAt = 1_000; // ms
    private double _arrivedAt; // ms
    private bool _seen;

    [Fact]
    public void A_queue_is_seen_when_five_packets_came_each_later_than_the_one_before_and_how_much_gets_through()
    {
        Send(100, _ => 0);
        _queue.IsSeen.ShouldBeFalse();
        Send(5, i => (i + 1) * 40);
        _queue.IsSeen.ShouldBeTrue();
        _queue.Passing.ShouldBe(Length * 8 / 0.050, tolerance: 1); // sent every 10 ms, each 40 ms later than the one before

        _sentAt += 500;
        Send(1, _ => 0);
        (_queue.IsSeen, _queue.Passing).ShouldBe((false, 0.0));
    }

    [Fact]
    public void A_stall_after_which_all_comes_at_once_is_none() =>
        Never(() => Send(60, i => Math.Max(0, 300 - (i % 50 * 10))));

    [Fact]
    public void A_way_that_is_longer_from_now_on_is_none() => Never(() => Send(500, _ => 150));

    /// <summary>From Wi-Fi to mobile: each packet is late by the old way's measure, and some are later than the first.</summary>
    [Fact]
    public void A_longer_way_with_jitter_upon_it_is_none() => Never(() =>
    {
        Send(200, _ => _random.Next(20));
        Send(6_000, _ => 80 + _random.Next(90));
    });

    [Fact]
    public void A_queue_that_fills_up_slowly_is_left_to_the_trend() => Never(() => Send(400, i => i * 2));

    [Fact]
    public void What_was_seen_is_forgotten_after_a_second()
    {
        Send(6, i => (i + 1) * 40);
        _queue.IsSeen.ShouldBeTrue();
        Send(120, _ => 240);
        _queue.IsSeen.ShouldBeFalse();
    }

    [Fact]
    public void Jitter_of_50_ms_is_none() => Never(() => Send(10_000, _ => _random.Next(50)));

    [Fact]
    public void A_queue_that_empties_is_none() => Never(() => Send(80, i => 400 - (i * 5)));

    private void Never(Action send)
    {
        send();
        _seen.ShouldBeFalse();
    }

    private void Send(int packets, Func<int, double> late)
    {
        for (var i = 0; i < packets; i++)
        {
            _sentAt += 10;
            _arrivedAt = Math.Max(_arrivedAt, _sentAt + late(i));
            _queue.Add(_arrivedAt - _sentAt, Length, MonotonicTime.FromMilliseconds(_arrivedAt));
            _seen |= _queue.IsSeen;
        }
    }
}
