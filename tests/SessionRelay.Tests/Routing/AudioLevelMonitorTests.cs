using SessionRelay.Routing;
using static SessionRelay.Tests.Routing.SampleStream;

namespace SessionRelay.Tests.Routing;

public sealed class AudioLevelMonitorTests
{
    [Theory]
    [InlineData(20, 10, true)] // loud all the time
    [InlineData(9, 10, true)] // 45 % of 400 ms
    [InlineData(6, 10, false)] // 30 %: a cough
    [InlineData(20, 35, false)] // not over −35 dBov
    [InlineData(20, 127, false)]
    public void Speech_is_over_minus_35_dbov_in_40_percent_of_400_ms(int loudOfTwenty, byte level, bool speaks)
    {
        var monitor = new AudioLevelMonitor();
        for (var i = 0; i <= 40; i++)
            monitor.OnLevel(i % 20 < loudOfTwenty ? level : (byte)100, At(i * 20));

        monitor.IsSpeaking.ShouldBe(speaks);
    }

    [Fact]
    public void Mute_ends_speech_at_once_and_silence_within_a_window()
    {
        var monitor = new AudioLevelMonitor();
        var changes = 0;
        for (var i = 0; i <= 20; i++)
            changes += monitor.OnLevel(5, At(i * 20)) ? 1 : 0;

        monitor.IsSpeaking.ShouldBeTrue();
        for (var i = 21; i <= 60; i++)
            changes += monitor.OnLevel(127, At(i * 20)) ? 1 : 0;

        monitor.IsSpeaking.ShouldBeFalse();
        changes.ShouldBe(2);
        monitor.Reset().ShouldBeFalse();
    }
}
