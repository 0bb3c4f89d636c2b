namespace SessionRelay.Routing;

/// <summary>
/// Renumbers a counter of one source so that what is left out makes no hole. A number that is left out when it is the newest shifts all after it down by one;
/// numbers before it keep their place, so late packets get the place that was left for them. Works on unwrapped numbers. Not thread safe; its memory doubles from 8 shifts to 256.
/// </summary>
internal sealed class SequenceMapper
{
    /// <summary>
    /// How many shifts are remembered for late packets. A publisher that pads every second packet at 180 packets/s makes 90 a second: 256 cover the 3 s that a packet may be late by.
    /// Numbers from before the oldest are refused.
    /// </summary>
    private const int MaxShifts = 256;

    private const int FirstShifts = 8; // most slots never leave anything out

    private Shift[] _shifts = new Shift[FirstShifts];
    private int _shiftCount;
    private long _highest;
    private long _lowest;

    /// <summary>The newest number that was mapped or left out.</summary>
    public long Highest => _highest;

    /// <summary>Begins anew: <paramref name="first"/> of the source becomes <paramref name="mapped"/>; numbers before it are refused.</summary>
    public void Start(long first, long mapped)
    {
        _shifts[0] = new Shift(first, first - mapped);
        _shiftCount = 1;
        _highest = first - 1;
        _lowest = first;
    }

    /// <summary>The place of a number. False when it was left out, is from before the start, or so late that its place is forgotten.</summary>
    public bool TryMap(long number, out long mapped)
    {
        mapped = 0;
        if (number < _lowest)
            return false;

        _highest = Math.Max(_highest, number);
        var oldest = Math.Max(0, _shiftCount - MaxShifts);
        for (var i = _shiftCount - 1; i >= oldest; i--)
        {
            ref readonly var shift = ref _shifts[i % _shifts.Length];
            if (number < shift.From)
                continue;

            mapped = number - shift.Offset;
            return i == _shiftCount - 1 || !WasLeftOut(number, shift, _shifts[(i + 1) % _shifts.Length]);
        }

        return false;
    }

    /// <summary>
    /// Leaves a number out. False when a newer one has been mapped or left out before: its place is already kept, so something must be sent in it or the receiver sees a loss.
    /// </summary>
    public bool TryLeaveOut(long number)
    {
        if (number <= _highest)
            return false;

        ref var newest = ref _shifts[(_shiftCount - 1) % _shifts.Length];
        if (newest.From == number)
        {
            newest = new Shift(number + 1, newest.Offset + 1);
            if (_shiftCount == 1)
                _lowest = number + 1;
        }
        else
        {
            var shift = new Shift(number + 1, newest.Offset + 1);
            if (_shiftCount == _shifts.Length && _shiftCount < MaxShifts)
                Array.Resize(ref _shifts, _shiftCount * 2);

            _shifts[_shiftCount % _shifts.Length] = shift;
            _shiftCount++;
            if (_shiftCount == 2 * MaxShifts)
                _shiftCount = MaxShifts; // the same places modulo the ring, and the count stays small
        }

        _highest = number;
        return true;
    }

    /// <summary>The numbers just before a shift, as many as it shifts by, are those left out.</summary>
    private static bool WasLeftOut(long number, in Shift before, in Shift after) => number >= after.From - (after.Offset - before.Offset);

    private readonly record struct Shift(long From, long Offset);
}
