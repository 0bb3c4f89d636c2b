using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// What loss says of the rate (draft-ietf-rmcat-gcc-02 section 6): under 2 % nothing, from there on wait, over 10 % less. Loss that is always there (a radio link) is not taken
/// for congestion: only what goes beyond the path's usual loss counts, so that 5 % at random on a wide link does not starve it. Allocates nothing.
/// </summary>
internal sealed class LossControl
{
    private const double WaitsFrom = 0.02;
    private const double ShrinksFrom = 0.10;
    private const double Deviations = 2; // of a binomial share: chance goes beyond them once in 40 intervals, and hardly ever twice in a row
    private const int MinPackets = 50; // fewer tell too little of a share of some percent
    private const int MinPacketsSlow = 10; // when a second brings no more

    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UsualOver = TimeSpan.FromSeconds(10); // so long until new loss is the path's own

    private MonotonicTime _since;
    private int _received;
    private int _lost;
    private double _usual;

    /// <summary>Of the last interval: 0 to 1.</summary>
    public double Loss { get; private set; }

    /// <summary>Beyond what is usual on this path.</summary>
    public double Excess { get; private set; }

    public bool MayGrow => Excess < WaitsFrom;

    /// <summary>Takes what one feedback tells. True when an interval is complete and its loss asks for less; then <see cref="Factor"/> says how much.</summary>
    /// <param name="isUsual">No queue stands in the path: it is not we who cause it.</param>
    public bool Add(int received, int lost, bool isUsual, MonotonicTime now)
    {
        if (_received + _lost == 0)
            _since = now;
        _received += received;
        _lost = Math.Max(0, _lost + lost);
        var total = _received + _lost;
        var elapsed = now - _since;
        if (elapsed < MinInterval || total < MinPacketsSlow || (total < MinPackets && elapsed < MaxInterval))
            return false;
        Loss = _lost / (double)total;
        Excess = Math.Max(0, Loss - _usual);
        if (isUsual || Loss < _usual)
            _usual += (Loss - _usual) * Math.Min(1, elapsed / UsualOver);
        _received = _lost = 0;
        // Of few packets a path that loses 5 % at random loses 12 % now and then: what chance alone may do is taken off.
        var chance = Deviations * Math.Sqrt(Loss * (1 - Loss) / total);
        return Excess - chance > ShrinksFrom && total >= MinPackets;
    }

    /// <summary>By which the rate shrinks.</summary>
    public double Factor => 1 - Excess / 2;

    /// <summary>The path was dead: what was lost then says nothing of its width.</summary>
    public void Reset() => _received = _lost = 0;
}
