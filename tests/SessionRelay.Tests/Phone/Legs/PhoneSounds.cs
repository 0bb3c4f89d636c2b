namespace SessionRelay.Tests.Phone.Legs;

/// <summary>A tone for each who speaks, and how loud each is in what somebody heard: by Goertzel's filter, in whole periods of 20 ms.</summary>
internal static class PhoneSounds
{
    public const double Phone = 450;
    public const double First = 700;
    public const double Second = 1_150;
    public const double OtherPhone = 1_700;

    public const short Amplitude = 6_000;

    public static Func<long, short> Of(double hertz) => n => (short)(Amplitude * Math.Sin(2 * Math.PI * hertz * n / 8000));

    /// <summary>Amplitude of a tone in the last second of what was heard, in samples' units.</summary>
    public static double Level(List<short> heard, double hertz, int within = 8_000)
    {
        var count = Math.Min(heard.Count, within) / 160 * 160;
        if (count == 0)
            return 0;
        double real = 0, imaginary = 0;
        for (var i = 0; i < count; i++)
        {
            var phase = 2 * Math.PI * hertz * i / 8000;
            real += heard[heard.Count - count + i] * Math.Cos(phase);
            imaginary += heard[heard.Count - count + i] * Math.Sin(phase);
        }

        return 2 * Math.Sqrt((real * real) + (imaginary * imaginary)) / count;
    }

    /// <summary>At the level at which it was said, within 3 dB.</summary>
    public static void ShouldHold(this List<short> heard, double hertz) =>
        Level(heard, hertz).ShouldBeInRange(Amplitude / 1.41, Amplitude * 1.41, $"{hertz} Hz");

    /// <summary>The same in real time, for 200 ms at least of what was heard: a busy machine tears holes into sound, which shift what follows against itself.</summary>
    public static void ShouldHoldForAWhile(this List<short> heard, double hertz)
    {
        const int While = 1_600;
        heard.Count.ShouldBeGreaterThan(While);
        Enumerable.Range(0, (heard.Count - While) / 160).ShouldContain(
            at => Level(heard.GetRange(at * 160, While), hertz, While) > Amplitude / 1.41 && Level(heard.GetRange(at * 160, While), hertz, While) < Amplitude * 1.41, $"{hertz} Hz");
    }

    public static void ShouldNotHold(this List<short> heard, double hertz) => Level(heard, hertz).ShouldBeLessThan(Amplitude / 60.0, $"{hertz} Hz");
}
