using System.Runtime.CompilerServices;

namespace SessionRelay.Congestion;

/// <summary>What one slot's picture takes, and what it is given. A mutable value; demands stand in the order of who comes first.</summary>
internal struct VideoDemand
{
    /// <summary>Encodings of one picture, most.</summary>
    public const int MaxLevels = 4;

    /// <summary>The caller's number of the slot.</summary>
    public int Slot;

    /// <summary>Encodings that could be shown, 0 to 4: from the smallest to the one that the element asks for.</summary>
    public int Levels;

    /// <summary>bit/s of each.</summary>
    public LevelRates Rates;

    /// <summary>The level that it has now; −1: it is paused.</summary>
    public int Had;

    /// <summary>The level that it gets; −1: paused.</summary>
    public int Gets;
}

/// <summary>One number for each level.</summary>
[InlineArray(VideoDemand.MaxLevels)]
internal struct LevelRates
{
    private double _first;
}

/// <summary>
/// Spreads an estimate over the pictures: first each its smallest encoding, in the order of the demands, then step by step more. What there is stays a little longer than it
/// would be given anew, so that nothing flickers: a decrease takes 15 % more than was too much, and what arrived in full is not taken away for it. Allocates nothing.
/// </summary>
internal static class LayerAllocator
{
    private const double Kept = 1 / 1.2; // 1.2 × 0.85 is just over 1: what arrives in full stays
    private const double Raised = 1.1; // key frames and moving pictures need some room

    /// <summary>Fills in what each gets.</summary>
    /// <param name="bitRate">For all pictures together, bit/s.</param>
    /// <param name="keeps">What is shown may take somewhat more than there is; false while a queue stands in the path.</param>
    /// <param name="mayResume">A paused one may come back.</param>
    /// <param name="mayRaise">A larger encoding may be given.</param>
    public static void Spread(Span<VideoDemand> demands, double bitRate, bool keeps, bool mayResume, bool mayRaise)
    {
        foreach (ref var demand in demands)
        {
            demand.Gets = -1;
            if (demand.Levels > 0 && (demand.Had >= 0 || mayResume))
                Give(ref demand, 0, keeps ? Kept : 1, ref bitRate);
        }

        for (var level = 1; level < VideoDemand.MaxLevels; level++)
        {
            foreach (ref var demand in demands)
            {
                if (demand.Gets == level - 1 && level < demand.Levels && (level <= demand.Had || mayRaise))
                    Give(ref demand, level, keeps ? Kept : 1, ref bitRate);
            }
        }
    }

    private static void Give(ref VideoDemand demand, int level, double kept, ref double left)
    {
        var cost = CostOf(demand, level, kept) - (level == 0 ? 0 : CostOf(demand, level - 1, kept));
        if (cost > left)
            return;
        left -= cost;
        demand.Gets = level;
    }

    private static double CostOf(in VideoDemand demand, int level, double kept) => demand.Rates[level] * (level <= demand.Had ? kept : Raised);
}
