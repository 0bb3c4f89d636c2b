using SessionRelay.Phone.Audio;
using SessionRelay.Tests.Network;

namespace SessionRelay.Tests.Phone.Audio;

public sealed class LossIsConcealed
{
    /// <summary>The steepest step of the 300 Hz sound of 8,000 and of its coding; a click is several times that.</summary>
    private const int NoClick = 1_885 + 1_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(50)]
    public void A_hole_does_not_click_and_fades_out_in_60_ms(int packets)
    {
        var stream = new PhoneStream { Drops = n => n >= 100 && n < 100 + packets };

        var (samples, kinds) = stream.Run(TimeSpan.FromSeconds(4));

        var hole = kinds.IndexOf(FrameKind.Concealed) * 160;
        Loudest(samples, hole, 80).ShouldBeInRange(7_000, 9_500);
        LargestStep(samples).ShouldBeLessThan(NoClick);
        kinds.Count(kind => kind == FrameKind.Concealed).ShouldBeInRange(packets == 1 ? 1 : 2, Math.Min(packets + 1, 5));
        if (packets < 5)
            return;
        Loudest(samples, hole + 320, 160).ShouldBeLessThan(6_500);
        if (packets > 5)
            Loudest(samples, hole + 480 + 160, (packets * 160) - 960).ShouldBe(0);
        kinds[^1].ShouldBe(FrameKind.Played);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_clicks_on_a_bad_path(int seed)
    {
        var stream = new PhoneStream(seed, new()
        {
            Delay = TimeSpan.FromMilliseconds(20),
            Jitter = TimeSpan.FromMilliseconds(80),
            Loss = 0.05,
            BurstStart = 0.01,
            BurstLength = 6,
            Reorder = 0.05,
        });

        var (samples, kinds) = stream.Run(TimeSpan.FromSeconds(60));

        kinds.Count(kind => kind == FrameKind.Concealed).ShouldBeGreaterThan(100);
        LargestStep(samples).ShouldBeLessThan(NoClick);
    }

    [Fact]
    public void Deeper_and_shallower_without_a_click()
    {
        var stream = new PhoneStream { Sound = PhoneStream.Sine(187, 8_000) };
        stream.Run(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 4; i++)
        {
            stream.Path.Conditions = stream.Path.Conditions with { Jitter = TimeSpan.FromMilliseconds(i % 2 == 0 ? 60 : 0) };
            LargestStep(stream.Run(TimeSpan.FromSeconds(20)).Samples).ShouldBeLessThan(NoClick);
        }

        stream.Buffer.Scaled.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void The_path_stalls_and_then_gives_all_at_once()
    {
        var stream = new PhoneStream();
        stream.Run(TimeSpan.FromSeconds(5));
        stream.Path.Conditions = stream.Path.Conditions with { Delay = TimeSpan.FromMilliseconds(900) };
        var samples = stream.Run(TimeSpan.FromMilliseconds(20)).Samples;
        stream.Path.Conditions = stream.Path.Conditions with { Delay = TimeSpan.FromMilliseconds(20) };

        samples.AddRange(stream.Run(TimeSpan.FromSeconds(3)).Samples);

        LargestStep(samples).ShouldBeLessThan(NoClick);
        stream.Buffer.Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(320));
        stream.Run(TimeSpan.FromSeconds(20));
        stream.Buffer.Delay.ShouldBeLessThan(TimeSpan.FromMilliseconds(60));
        stream.Run(TimeSpan.FromSeconds(1)).Kinds.ShouldAllBe(kind => kind == FrameKind.Played);
    }

    private static int Loudest(List<short> samples, int from, int count) => samples.Skip(from).Take(count).Max(sample => Math.Abs((int)sample));

    private static int LargestStep(List<short> samples)
    {
        var largest = 0;
        for (var i = 1; i < samples.Count; i++)
            largest = Math.Max(largest, Math.Abs(samples[i] - samples[i - 1]));
        return largest;
    }
}
