using SessionRelay.Wire;

namespace SessionRelay.Ice;

/// <summary>A path that a valid check came over, and what came over it since: the evidence by which the selection moves.</summary>
internal struct IcePath
{
    // A second of a voice call has 50 packets, so half a second of nothing is a broken path, not a pause.
    private static readonly TimeSpan ShortestQuiet = TimeSpan.FromMilliseconds(500);

    // Twice the slowest browser's check interval (Firefox, 5 s): above that a path that only carries checks has missed one.
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromSeconds(10);

    public NetworkPath Path;

    /// <summary>The newest generation whose check was valid here.</summary>
    public int Generation;

    /// <summary>The generation under which the last check here nominated; 0 when it didn't.</summary>
    public int NominatedGeneration;

    public MonotonicTime LastCheck;

    /// <summary>The last authenticated packet of any kind.</summary>
    public MonotonicTime LastHeard;

    /// <summary>The last authenticated packet that was no check; <see cref="MonotonicTime.Zero"/> when none came.</summary>
    public MonotonicTime LastMedia;

    private TimeSpan _gap; // a maximum of the gaps between packets that forgets an eighth with each packet

    public static IcePath Create(in NetworkPath path, MonotonicTime now) => new() { Path = path, LastHeard = now };

    public void Hear(MonotonicTime now)
    {
        var gap = now - LastHeard;
        var decayed = new TimeSpan(_gap.Ticks - (_gap.Ticks >> 3));
        _gap = gap > decayed ? gap : decayed;
        LastHeard = now;
    }

    /// <summary>
    /// True when the path has missed something: nothing for 500 ms, or for twice the gap that is usual here where that is longer. A path that
    /// carries a check every 2.65 s and no media isn't broken 500 ms after one.
    /// </summary>
    public readonly bool IsQuiet(MonotonicTime now)
    {
        var usual = new TimeSpan(_gap.Ticks * 2);
        var bound = usual < ShortestQuiet ? ShortestQuiet : usual > LongestQuiet ? LongestQuiet : usual;
        return now - LastHeard > bound;
    }
}
