using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>The bit rate of a stream over about its last two seconds. Kept while nothing comes. A mutable value; allocates nothing.</summary>
internal struct RateMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1); // a key frame and what follows it belong together
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2); // a window that took longer had a pause in it and says nothing

    private MonotonicTime _since;
    private long _bytes;

    /// <summary>bit/s; 0 until a second is known.</summary>
    public int BitRate { get; private set; }

    public void Add(int bytes, MonotonicTime now)
    {
        _bytes += bytes;
        var elapsed = now - _since;
        if (elapsed < Window)
            return;
        if (elapsed < Pause)
        {
            var rate = (int)Math.Min(int.MaxValue / 2, _bytes * 8 / elapsed.TotalSeconds);
            BitRate = BitRate == 0 ? rate : (BitRate + rate) / 2;
        }

        _since = now;
        _bytes = 0;
    }
}
