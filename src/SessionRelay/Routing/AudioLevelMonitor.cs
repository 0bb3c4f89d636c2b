using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Says who speaks, from the audio levels that clients put in their packets (RFC 6464): over −35 dBov in at least 40 % of a window of 400 ms. Not thread safe, allocates nothing.
/// </summary>
internal sealed class AudioLevelMonitor
{
    private const byte Threshold = 35; // −dBov: room noise and breath are softer
    private const double ActiveShare = 0.4; // pauses between syllables take the rest

    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(400); // a short word, but not a cough
    private static readonly TimeSpan LongestPacket = TimeSpan.FromMilliseconds(120); // Opus has no longer one; a longer gap is silence or loss

    private MonotonicTime _windowStart = MonotonicTime.Never;
    private MonotonicTime _last;
    private TimeSpan _active;

    /// <summary>As of the last full window.</summary>
    public bool IsSpeaking { get; private set; }

    /// <summary>Takes note of a packet's level. True when <see cref="IsSpeaking"/> changed.</summary>
    /// <param name="minusDbov">0 (loudest) to 127.</param>
    public bool OnLevel(byte minusDbov, MonotonicTime now)
    {
        if (_windowStart.IsNever)
        {
            _windowStart = now;
            _last = now;
        }

        var covered = now - _last;
        _last = now;
        if (minusDbov < Threshold && covered <= LongestPacket)
            _active += covered;

        if (now - _windowStart < Window)
            return false;

        var wasSpeaking = IsSpeaking;
        IsSpeaking = _active >= (now - _windowStart) * ActiveShare;
        _windowStart = now;
        _active = TimeSpan.Zero;
        return wasSpeaking != IsSpeaking;
    }

    /// <summary>Silence by decree: mute, or the source is gone. True when <see cref="IsSpeaking"/> changed.</summary>
    public bool Reset()
    {
        var wasSpeaking = IsSpeaking;
        IsSpeaking = false;
        _windowStart = MonotonicTime.Never;
        _active = TimeSpan.Zero;
        return wasSpeaking;
    }
}
