using SessionRelay.Wire;

namespace SessionRelay.Phone.Audio;

/// <summary>One who speaks into a <see cref="Mixer"/>: a phone leg, or a browser that sends G.711. One shard's thread.</summary>
internal sealed class MixerInput
{
    private readonly short[] _frame = new short[G711.FrameSamples];

    /// <summary>Where the input's packets go.</summary>
    public JitterBuffer Buffer { get; } = new();

    /// <summary>Whether the others hear it: false for who is muted, and for a phone leg until it is admitted. What comes meanwhile is thrown away.</summary>
    public bool IsOpen { get; set; }

    /// <summary>What it said in the frame of the last tick; zeros when it was not open or nothing came.</summary>
    public ReadOnlySpan<short> Frame => _frame;

    /// <summary>Whether there is something in <see cref="Frame"/> to hear.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>Takes the input's next frame and adds it to the sum of all.</summary>
    public void AddTo(Span<int> sum, MonotonicTime due)
    {
        // Read even when it is closed, so that what is said after it opens is not queued behind what was said before.
        IsHeard = Buffer.Read(_frame, due) != FrameKind.Silence && IsOpen;
        if (!IsOpen)
            _frame.AsSpan().Clear();
        if (!IsHeard)
            return;
        for (var i = 0; i < sum.Length; i++)
            sum[i] += _frame[i];
    }
}
