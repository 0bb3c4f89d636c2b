using SessionRelay.Congestion;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Congestion;

/// <summary>The way up of a client whose sound comes every 20 ms, seen from the relay.</summary>
public sealed class SoundTellsOfTheQueueOnItsWay
{
    private const int Opus = 48_000;

    private readonly Random _random = new(3);
    private SoundDelay _delay;
    private uint _timestamp = 0xFFFF_F000; // about to wrap
    private double _now = 5_000; // ms

    [Fact]
    public void A_queue_of_150_ms_is_seen_within_a_second_and_its_end_too()
    {
        Say(10, _ => 20);
        _delay.IsStanding.ShouldBeFalse();
        Say(1, _ => 170);
        _delay.IsStanding.ShouldBeTrue();
        Say(1, _ => 20);
        _delay.IsStanding.ShouldBeFalse();
    }

    [Fact]
    public void A_queue_that_has_just_filled_up_is_seen_by_the_first_packet_that_stood_in_it_and_a_stall_is_over_with_the_next()
    {
        Say(10, _ => 20, look: () => _delay.IsNewestLate.ShouldBeFalse());
        Say(0.02, _ => 170);
        (_delay.IsNewestLate, _delay.IsStanding).ShouldBe((true, false));
        Say(0.02, _ => 20);
        _delay.IsNewestLate.ShouldBeFalse();
    }

    [Fact]
    public void A_way_that_is_70_ms_longer_from_now_on_is_late_for_half_a_second()
    {
        Say(10, _ => 20);
        Say(0.4, _ => 90, look: () => (_delay.IsNewestLate, _delay.IsStanding).ShouldBe((true, false)));
        Say(0.2, _ => 90);
        Say(20, _ => 90, look: () => (_delay.IsNewestLate, _delay.IsStanding).ShouldBe((false, false)));
    }

    [Fact]
    public void A_microphone_that_stood_still_for_300_ms_is_taken_for_a_queue_for_five_seconds_at_most()
    {
        Say(10, _ => 20);
        Say(1, _ => 320);
        _delay.IsStanding.ShouldBeTrue();
        Say(5, _ => 320);
        Never(60, _ => 320);
        Say(1, _ => 470);
        _delay.IsStanding.ShouldBeTrue();
    }

    [Fact]
    public void Jitter_of_50_ms_is_no_queue() => Say(60, _ => 20 + _random.Next(50), look: () => (_delay.IsStanding, _delay.IsNewestLate).ShouldBe((false, false)));

    [Fact]
    public void A_clock_that_runs_away_by_100_ppm_is_no_queue() => Never(600, second => 20 + (second * 0.1));

    [Fact]
    public void A_pause_of_the_microphone_whose_timestamps_stand_still_is_no_queue()
    {
        Say(5, _ => 20);
        _now += 60_000;
        Never(5, _ => 20);
    }

    [Fact]
    public void Another_codec_s_clock_and_a_browser_that_counts_anew_are_no_queue()
    {
        Say(5, _ => 20);
        Never(5, _ => 20, clockRate: 8_000);
        _timestamp = 77;
        Never(5, _ => 20, clockRate: 8_000);
    }

    private void Say(double seconds, Func<double, double> late, int clockRate = Opus, Action? look = null)
    {
        for (var i = 0; i < seconds * 50; i++)
        {
            _delay.Add(_timestamp, clockRate, MonotonicTime.FromMilliseconds(_now + late(i / 50.0)));
            _timestamp += (uint)(clockRate / 50);
            _now += 20;
            look?.Invoke();
        }
    }

    private void Never(double seconds, Func<double, double> late, int clockRate = Opus) =>
        Say(seconds, late, clockRate, () => _delay.IsStanding.ShouldBeFalse());
}
