using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// Whether a client's way up takes sound only: while a queue stands there (<see cref="SoundDelay"/>), what arrives is all that gets through, when more came before. Somebody else's upload
/// makes queues too, behind which little comes from a client that sends little. The client's own estimate comes to that seconds later, and sound waits meanwhile. A mutable value.
/// </summary>
internal struct NarrowUplink
{
    /// <summary>bit/s of RTP packets. With their headers below and what a browser tells of what it receives some 135 kbit/s on the wire; sound and a smallest picture take more.</summary>
    private const double Narrow = 100_000;

    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(200); // while a queue stands what comes between two packets of sound has passed just then: no packet too many or too few is counted

    private const double LessThanBefore = 0.5; // a client that sends sound and a still picture sends no more without a queue
    private const double FadeInAWindow = 0.95; // half of what came is forgotten after 2.7 s

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(800); // two packets of a picture between two of sound take half a second at 40 kbit/s

    private bool _isStanding;
    private double _before; // bit/s: the most that came of late without a queue
    private MonotonicTime _since;
    private long _bytes;

    /// <summary>True from the first window on in which little came, until the queue is gone.</summary>
    public bool IsNarrow { get; private set; }

    /// <param name="isStanding">A queue stands on the way up.</param>
    /// <param name="bytes">Of all packets that ever came from there.</param>
    /// <param name="now">The moment.</param>
    public void Look(bool isStanding, long bytes, MonotonicTime now)
    {
        if (isStanding != _isStanding)
        {
            (_isStanding, IsNarrow) = (isStanding, false);
            (_since, _bytes) = (now, bytes);
            return;
        }

        var elapsed = now - _since;
        if (elapsed < Window)
            return;
        var rate = (bytes - _bytes) * 8 / elapsed.TotalSeconds;
        (_since, _bytes) = (now, bytes);
        // Nothing at all came for a while, and what was held up comes now: that says nothing of how much gets through.
        if (elapsed > Pause)
            return;
        if (isStanding)
            IsNarrow |= rate < Narrow && rate < _before * LessThanBefore;
        else
            _before = Math.Max(rate, _before * FadeInAWindow);
    }
}
