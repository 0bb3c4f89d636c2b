namespace SessionRelay.Phone.Audio;

/// <summary>
/// Fills what is missing in a stream of 8 kHz samples by repeating the last pitch period, at full level for 10 ms and then fading to silence at 60 ms, as ITU-T G.711 appendix I does.
/// Unlike there nothing is delayed: seams are closed by an offset that fades (into a hole) and by a cross-fade (out of it), so that neither clicks.
/// Use: every sample that is played goes through <see cref="Play"/>, every missing one comes from <see cref="Fill"/>. Not thread safe, allocates nothing.
/// </summary>
internal sealed class Concealer
{
    /// <summary>Samples: the lowest and highest pitch of a voice, 200 and 66 Hz, as in the appendix.</summary>
    private const int MinPitch = 40;
    private const int MaxPitch = 120;

    /// <summary>Samples that are compared to find the pitch: 20 ms.</summary>
    private const int Compared = 160;

    /// <summary>Samples of a seam: 4 ms, too short to hear and too long to click.</summary>
    private const int Seam = 32;

    /// <summary>Samples at full level, and samples until silence: longer repetition sounds like a machine.</summary>
    private const int FullLevel = 80;
    private const int Faded = 480;

    /// <summary>What was played last, oldest first: enough for the pitch search.</summary>
    private const int HistoryLength = Compared + MaxPitch;

    private readonly short[] _history = new short[HistoryLength];
    private readonly float[] _period = new float[MaxPitch];
    private int _pitch = MinPitch;
    private int _filled = Faded;
    private bool _filling;
    private float _offset;
    private int _seam;

    /// <summary>A hole has lasted until nothing was left to hear (60 ms), or nothing was ever played.</summary>
    public bool IsSilent { get; private set; } = true;

    /// <summary>What comes next does not continue what was played: another stream, or the same one after a jump. It is faded into.</summary>
    public void Break()
    {
        if (!_filling)
            Begin();
    }

    /// <summary>Samples that are there. After a hole they are faded into, in place.</summary>
    /// <param name="samples">At most 160.</param>
    public void Play(Span<short> samples)
    {
        if (_filling)
        {
            _filling = false;
            _seam = 0;
        }

        var faded = 0;
        for (; _seam < Seam && faded < samples.Length; faded++, _seam++)
        {
            var weight = (_seam + 1f) / (Seam + 1);
            samples[faded] = Clamp((samples[faded] * weight) + (Next() * (1 - weight)));
        }

        if (samples.Length > 0)
            IsSilent = false;
        Remember(samples);
    }

    /// <summary>Samples that are missing.</summary>
    /// <param name="samples">At most 160.</param>
    public void Fill(Span<short> samples)
    {
        if (!_filling)
            Begin();
        for (var i = 0; i < samples.Length; i++)
            samples[i] = Clamp(Next());
        Remember(samples);
        IsSilent |= _filled >= Faded;
    }

    /// <summary>Forgets what was played: another call.</summary>
    public void Reset()
    {
        _history.AsSpan().Clear();
        _filling = false;
        _filled = Faded;
        _seam = 0;
        IsSilent = true;
    }

    private void Begin()
    {
        _filling = true;
        _filled = 0;
        _pitch = FindPitch();
        var newest = _history.AsSpan(HistoryLength - _pitch);
        var before = _history.AsSpan(HistoryLength - (2 * _pitch), _pitch);
        // The period's last quarter turns into what came before its first sample, so that it can follow itself.
        var quarter = _pitch / 4;
        for (var i = 0; i < _pitch; i++)
        {
            var weight = Math.Max(0, i - (_pitch - quarter) + 1f) / (quarter + 1);
            _period[i] = (newest[i] * (1 - weight)) + (before[i] * weight);
        }

        // Where the last sample was, against where the period would have had it.
        _offset = _history[^1] - (float)before[^1];
    }

    private float Next()
    {
        if (_filled >= Faded)
            return 0;
        var level = _filled < FullLevel ? 1 : 1 - ((_filled - FullLevel) / (float)(Faded - FullLevel));
        var seam = _filled < Seam ? _offset * (1 - ((_filled + 1f) / (Seam + 1))) : 0;
        var sample = (_period[_filled % _pitch] + seam) * level;
        _filled++;
        return sample;
    }

    /// <summary>The lag at which the last 20 ms resemble what came before best.</summary>
    private int FindPitch()
    {
        var last = _history.AsSpan(HistoryLength - Compared);
        var best = 0.0;
        var pitch = MaxPitch;
        for (var lag = MinPitch; lag <= MaxPitch; lag++)
        {
            var earlier = _history.AsSpan(HistoryLength - Compared - lag, Compared);
            long product = 0, energy = 0;
            for (var i = 0; i < Compared; i++)
            {
                product += last[i] * earlier[i];
                energy += earlier[i] * earlier[i];
            }

            if (product <= 0 || energy == 0)
                continue;
            var likeness = (double)product * product / energy;
            // A multiple of the pitch is as like as the pitch itself; the shorter one sounds better.
            if (likeness > best * 1.02)
            {
                best = likeness;
                pitch = lag;
            }
        }

        return pitch;
    }

    private void Remember(ReadOnlySpan<short> samples)
    {
        _history.AsSpan(samples.Length).CopyTo(_history);
        samples.CopyTo(_history.AsSpan(HistoryLength - samples.Length));
    }

    private static short Clamp(float sample) => (short)Math.Clamp(MathF.Round(sample), short.MinValue, short.MaxValue);
}
