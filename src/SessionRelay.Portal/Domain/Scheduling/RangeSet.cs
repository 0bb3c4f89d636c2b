using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace SessionRelay.Portal.Domain.Scheduling;

/// <summary>Ranges of time in order and without overlap, to be asked many times without allocating. Immutable, for any thread.</summary>
internal sealed class RangeSet
{
    public static readonly RangeSet Empty = new([], joinsNeighbours: false);

    private readonly InstantRange[] ranges;

    /// <param name="ranges">In any order, overlapping or not; empty ones are left out.</param>
    /// <param name="joinsNeighbours">Whether two ranges that touch become one: for opening hours, where a session may run across; not for bookings, which are named one by one.</param>
    public RangeSet(IEnumerable<InstantRange> ranges, bool joinsNeighbours) => this.ranges = Merge(ranges, joinsNeighbours);

    public IReadOnlyList<InstantRange> Ranges => ranges;

    public bool Covers(InstantRange range)
    {
        var index = LastStartingAtOrBefore(range.Start);
        return index >= 0 && ranges[index].End >= range.End;
    }

    public bool Contains(Instant moment)
    {
        var index = LastStartingAtOrBefore(moment);
        return index >= 0 && ranges[index].Contains(moment);
    }

    /// <summary>Finds the first range that overlaps.</summary>
    public bool Overlaps(InstantRange range, [NotNullWhen(true)] out InstantRange? with)
    {
        var index = Math.Max(0, LastStartingAtOrBefore(range.Start));
        if (index < ranges.Length && ranges[index].End <= range.Start) index++;
        with = index < ranges.Length && ranges[index].Overlaps(range) ? ranges[index] : null;
        return with is not null;
    }

    private int LastStartingAtOrBefore(Instant moment)
    {
        var (low, high) = (0, ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (ranges[middle].Start <= moment) low = middle + 1;
            else high = middle - 1;
        }

        return high;
    }

    private static InstantRange[] Merge(IEnumerable<InstantRange> ranges, bool joinsNeighbours)
    {
        var sorted = ranges.Where(range => range.Start < range.End).ToList();
        sorted.Sort((a, b) => a.Start.CompareTo(b.Start));
        var merged = new List<InstantRange>(sorted.Count);
        foreach (var range in sorted)
        {
            if (merged.Count > 0 && (range.Start < merged[^1].End || (joinsNeighbours && range.Start == merged[^1].End)))
                merged[^1] = new InstantRange(merged[^1].Start, Instant.Max(merged[^1].End, range.End));
            else
                merged.Add(range);
        }

        return [.. merged];
    }
}
