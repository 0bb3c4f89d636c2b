using System.Net.Sockets;
using SessionRelay.Net;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>Where an operator has opened some ports in a firewall, calls take even ones of those and no other.</summary>
public sealed class SoundComesInAtPortsOfTheRange
{
    [Fact]
    public void Each_call_takes_an_even_port_of_the_range_until_there_is_none()
    {
        // Around ports that are free now: the system gives one out and does not give it out again at once.
        using var free = PhonePort.TryBind(AddressFamily.InterNetwork)!;
        var first = free.LocalPort;
        free.Dispose();
        var range = new PortRange(first, first + 1);

        var one = PhonePort.TryBind(AddressFamily.InterNetwork, range).ShouldNotBeNull();
        one.LocalPort.ShouldBe(first);
        PhonePort.TryBind(AddressFamily.InterNetwork, range).ShouldBeNull("the other one is odd");
        one.Dispose();
        using var again = PhonePort.TryBind(AddressFamily.InterNetwork, range);
        again.ShouldNotBeNull().LocalPort.ShouldBe(first);
    }

    [Theory]
    [InlineData("20000-20199", true)]
    [InlineData("20000-20000", true)]
    [InlineData("20001-20001", false)] // no even one
    [InlineData("20199-20000", false)]
    [InlineData("20000", false)]
    [InlineData("-20000", false)]
    [InlineData("20000-", false)]
    [InlineData("0-20", false)]
    [InlineData("20000-70000", false)]
    [InlineData("20000 - 20199", false)]
    [InlineData("20000-20100-20199", false)]
    public void A_range_is_two_ports(string text, bool fits)
    {
        PortRange.TryParse(text, out var range).ShouldBe(fits);
        if (fits)
            range.ToString().ShouldBe(text);
    }
}
