using SessionRelay.Wire;

namespace SessionRelay.Phone.Audio;

/// <summary>
/// Adds up what is said in a session that has a phone leg, every 20 ms; everybody hears the sum without their own part (mix-minus), so nobody hears themselves.
/// The loop: turn the clock to <see cref="Deadline"/>; while <see cref="TryTick"/> is true take <see cref="Mix"/> for each who listens. Without inputs it has no deadline and costs nothing.
/// One shard's thread; allocates when inputs come, not for frames.
/// </summary>
internal sealed class Mixer
{
    /// <summary>More people than speak in any session; each costs a microsecond or two a frame.</summary>
    public const int MaxInputs = 64;

    /// <summary>Ticks that are made up for: a shard that was held up for longer (100 ms) leaves the missed frames out, since the listeners' buffers have concealed them by then.</summary>
    private const int MaxBehind = 5;

    private readonly List<MixerInput> _inputs = [];
    private readonly int[] _sum = new int[G711.FrameSamples];

    /// <summary>When the next frame is due; never when nobody speaks or listens.</summary>
    public MonotonicTime Deadline { get; private set; } = MonotonicTime.Never;

    public int InputCount => _inputs.Count;

    /// <summary>Null when there are <see cref="MaxInputs"/>.</summary>
    public MixerInput? Add(MonotonicTime now)
    {
        if (_inputs.Count == MaxInputs)
            return null;
        var input = new MixerInput();
        _inputs.Add(input);
        if (Deadline.IsNever)
            Deadline = now + G711.FrameTime;
        return input;
    }

    public void Remove(MixerInput input)
    {
        _inputs.Remove(input);
        if (_inputs.Count == 0)
            Deadline = MonotonicTime.Never;
    }

    /// <summary>Takes the next frame of each input when it is due.</summary>
    /// <param name="due">When it was due: the time of what goes out with it.</param>
    /// <returns>True when there is a frame to <see cref="Mix"/>; then it is to be called again, as more may be due.</returns>
    public bool TryTick(MonotonicTime now, out MonotonicTime due)
    {
        due = Deadline;
        if (now < due)
            return false;
        var behind = (now - due).Ticks / G711.FrameTime.Ticks;
        if (behind > MaxBehind)
            due += TimeSpan.FromTicks(behind * G711.FrameTime.Ticks);
        Deadline = due + G711.FrameTime;
        _sum.AsSpan().Clear();
        foreach (var input in _inputs)
            input.AddTo(_sum, due);
        return true;
    }

    /// <summary>What is to be heard of the last tick's frame.</summary>
    /// <param name="listener">Whose own part is left out; null for somebody who says nothing here.</param>
    /// <param name="frame">160 samples, all of them written; too loud a sum is cut at the ends of 16 bits.</param>
    /// <returns>False when it is silence.</returns>
    public bool Mix(MixerInput? listener, Span<short> frame)
    {
        var heard = false;
        foreach (var input in _inputs)
            heard |= input.IsHeard && input != listener;
        if (!heard)
        {
            frame.Clear();
            return false;
        }

        if (listener is { IsHeard: true })
        {
            var own = listener.Frame;
            for (var i = 0; i < frame.Length; i++)
                frame[i] = Saturate(_sum[i] - own[i]);
        }
        else
        {
            for (var i = 0; i < frame.Length; i++)
                frame[i] = Saturate(_sum[i]);
        }

        return true;
    }

    private static short Saturate(int sample) => (short)Math.Clamp(sample, short.MinValue, short.MaxValue);
}
