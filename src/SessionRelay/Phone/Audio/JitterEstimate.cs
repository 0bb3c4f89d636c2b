using SessionRelay.Wire;

namespace SessionRelay.Phone.Audio;

/// <summary>
/// How long a stream has to be held back so that nearly all of its packets are there when they are to be played. Each packet's transit (arrival minus timestamp) is
/// compared with the quickest of the last seconds; the hold is what 97 of 100 packets stay within, old ones forgotten. In samples of 125 µs; allocates nothing.
/// </summary>
internal sealed class JitterEstimate
{
    /// <summary>Samples: 20 ms, a frame, as one is taken out at once; and 200 ms, beyond which people talk into each other's words.</summary>
    public const int MinHold = G711.FrameSamples;
    public const int MaxHold = 10 * G711.FrameSamples;

    /// <summary>Samples a bin: 5 ms.</summary>
    private const int BinWidth = 40;
    private const int Bins = (MaxHold / BinWidth) + 1;

    /// <summary>Share of packets that may come too late: a hole of 20 ms in 0.6 s is concealed without being noticed.</summary>
    private const float TooLate = 0.03f;

    /// <summary>What is left of a packet's weight after the next one: half after 140 packets, 2.8 s.</summary>
    private const float Kept = 0.995f;

    /// <summary>A clock that is 200 ppm off moves transits by 0.8 ms in twice this time: too little to matter.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    private readonly float[] _shares = new float[Bins];
    private long _quickest = long.MaxValue;
    private long _quickestBefore = long.MaxValue;
    private MonotonicTime _windowEnd;

    public JitterEstimate() => _shares[MinHold / BinWidth] = 0.05f; // 40 ms in all until something was measured; forgotten after 4 s

    /// <summary>Samples to hold the quickest packet back: <see cref="MinHold"/> to <see cref="MaxHold"/>.</summary>
    public int Hold { get; private set; } = 2 * MinHold;

    /// <summary>The least transit of the last 2 to 4 s, in samples; of any size, as it is against the sender's timestamps.</summary>
    public long Quickest => Math.Min(_quickest, _quickestBefore);

    /// <summary>Takes note of a packet, late ones too: they are what the hold is for.</summary>
    public void OnPacket(long transit, MonotonicTime now)
    {
        if (now >= _windowEnd)
        {
            _quickestBefore = now < _windowEnd + Window ? _quickest : long.MaxValue;
            _quickest = long.MaxValue;
            _windowEnd = now + Window;
        }

        _quickest = Math.Min(_quickest, transit);
        var bin = (int)Math.Min((transit - Quickest + BinWidth - 1) / BinWidth, Bins - 1);
        var total = 0f;
        for (var i = 0; i < Bins; i++)
        {
            _shares[i] *= Kept;
            if (i == bin)
                _shares[i] += 1 - Kept;
            total += _shares[i];
        }

        var beyond = 0f;
        var needed = Bins - 1;
        while (needed > 0 && beyond + _shares[needed] <= TooLate * total)
            beyond += _shares[needed--];
        Hold = Math.Clamp((needed * BinWidth) + MinHold, MinHold, MaxHold);
    }

    /// <summary>Timestamps or the path are new: transits of before say nothing. What was learned of their spread holds.</summary>
    public void Rebase(long transit, MonotonicTime now)
    {
        _quickest = transit;
        _quickestBefore = long.MaxValue;
        _windowEnd = now + Window;
    }
}
