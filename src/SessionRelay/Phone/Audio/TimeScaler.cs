namespace SessionRelay.Phone.Audio;

/// <summary>
/// Plays a frame of 20 ms a little faster or slower without changing its pitch: a stretch of up to 15 ms is left out or played twice where the sound resembles itself best
/// (waveform similarity overlap-add). So a buffer changes its depth, and follows a sender whose clock differs, with nothing to hear. Allocates nothing.
/// </summary>
internal static class TimeScaler
{
    /// <summary>The longest stretch in samples: 15 ms, the lowest pitch of a voice.</summary>
    public const int MaxStretch = 120;

    /// <summary>The shortest: 2.5 ms.</summary>
    private const int MinStretch = 20;

    /// <summary>Samples of the cross-fade: 5 ms.</summary>
    private const int Overlap = 40;

    /// <summary>Makes a frame out of more than a frame.</summary>
    /// <param name="samples">A frame and <see cref="MaxStretch"/> more.</param>
    /// <param name="frame">A frame.</param>
    /// <returns>Samples that were used: a frame and the stretch that was left out.</returns>
    public static int Shorten(ReadOnlySpan<short> samples, Span<short> frame)
    {
        var stretch = FindStretch(samples);
        for (var i = 0; i < frame.Length; i++)
            frame[i] = i < Overlap ? Mix(samples[i], samples[i + stretch], i) : samples[i + stretch];
        return frame.Length + stretch;
    }

    /// <summary>Makes a frame out of less than a frame.</summary>
    /// <param name="samples">A frame.</param>
    /// <param name="frame">A frame.</param>
    /// <returns>Samples that were used: a frame less the stretch that was played twice.</returns>
    public static int Lengthen(ReadOnlySpan<short> samples, Span<short> frame)
    {
        var stretch = FindStretch(samples);
        for (var i = 0; i < frame.Length; i++)
        {
            var into = i - stretch;
            frame[i] = into < 0 ? samples[i] : into < Overlap ? Mix(samples[i], samples[into], into) : samples[into];
        }

        return frame.Length - stretch;
    }

    /// <summary>The distance at which the first 5 ms come again; the longest one in silence.</summary>
    private static int FindStretch(ReadOnlySpan<short> samples)
    {
        var best = 0.0;
        var stretch = MaxStretch;
        for (var distance = MinStretch; distance <= MaxStretch; distance++)
        {
            long product = 0, energy = 0;
            for (var i = 0; i < Overlap; i++)
            {
                int later = samples[distance + i];
                product += samples[i] * later;
                energy += later * later;
            }

            if (product <= 0 || energy == 0)
                continue;
            var likeness = (double)product * product / energy;
            if (likeness >= best)
            {
                best = likeness;
                stretch = distance;
            }
        }

        return stretch;
    }

    private static short Mix(short from, short to, int position)
    {
        var weight = position + 1;
        return (short)(((from * (Overlap + 1 - weight)) + (to * weight)) / (Overlap + 1));
    }
}
