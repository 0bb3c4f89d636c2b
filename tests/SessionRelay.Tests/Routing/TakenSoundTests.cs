using SessionRelay.Routing;

namespace SessionRelay.Tests.Routing;

/// <summary>A packet of sound goes on once: itself, or what a later one carries of it.</summary>
public sealed class TakenSoundTests
{
    private readonly TakenSound _taken = new();

    [Fact]
    public void What_came_is_not_filled_in_and_what_was_filled_in_does_not_come_again()
    {
        _taken.TryTake(65_534).ShouldBeTrue();

        _taken.TryTakeLost(65_534).ShouldBeFalse();
        _taken.TryTakeLost(65_535).ShouldBeTrue();
        _taken.TryTake(0).ShouldBeTrue();
        _taken.TryTake(65_535).ShouldBeFalse(); // merely late
    }

    [Fact]
    public void Late_packets_go_on_once_for_as_long_as_it_can_be_told()
    {
        _taken.TryTake(100).ShouldBeTrue();
        _taken.TryTake(200).ShouldBeTrue();

        _taken.TryTake(137).ShouldBeTrue();
        _taken.TryTake(137).ShouldBeFalse();
        _taken.TryTake(136).ShouldBeFalse();
    }

    [Fact]
    public void What_was_before_the_first_packet_is_not_filled_in()
    {
        _taken.TryTakeLost(9).ShouldBeFalse();
        _taken.TryTake(10).ShouldBeTrue();
        _taken.TryTakeLost(9).ShouldBeFalse();
    }

    [Fact]
    public void What_was_said_while_muted_stays_here()
    {
        _taken.TryTake(10);
        _taken.PassOver(11);

        _taken.TryTakeLost(12).ShouldBeFalse(); // it may be of before the unmuting
        _taken.TryTake(13).ShouldBeTrue();
        _taken.TryTakeLost(11).ShouldBeFalse();
        _taken.TryTakeLost(14).ShouldBeTrue();
    }

    [Fact]
    public void Another_stream_has_numbers_of_its_own()
    {
        _taken.TryTake(50_000);
        _taken.Restart();

        _taken.TryTake(40_000).ShouldBeTrue();
    }
}
