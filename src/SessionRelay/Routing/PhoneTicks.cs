using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>The rooms of one shard that have a phone, for their ticks of 20 ms. One shard's thread.</summary>
internal sealed class PhoneTicks
{
    private readonly List<PhoneBridge> _bridges = [];

    /// <summary>Rooms with a phone that was answered.</summary>
    public int Count => _bridges.Count;

    public MonotonicTime Deadline
    {
        get
        {
            var next = MonotonicTime.Never;
            foreach (var bridge in _bridges)
                next = MonotonicTime.Min(next, bridge.Deadline);
            return next;
        }
    }

    public void Add(PhoneBridge bridge)
    {
        if (!_bridges.Contains(bridge))
            _bridges.Add(bridge);
    }

    public void Remove(PhoneBridge bridge) => _bridges.Remove(bridge);

    /// <summary>Runs the ticks that are due. A defect in one room's ends its phones, is told, and leaves the others as they are.</summary>
    public void Advance(MonotonicTime now, Action<Exception> onFault)
    {
        // Backwards: a room whose last phone ends takes itself out of the list.
        for (var i = _bridges.Count - 1; i >= 0; i--)
        {
            if (i >= _bridges.Count || _bridges[i].Deadline > now)
                continue;
            var bridge = _bridges[i];
            try
            {
                bridge.Advance(now);
            }
            catch (Exception fault)
            {
                onFault(fault);
                bridge.Abandon(now);
            }
        }
    }
}
