using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>How much later (or earlier) one group of packets arrived after the last than it was sent after it.</summary>
/// <param name="Sent">Between the groups at the sender, ms.</param>
/// <param name="Arrived">Between them at the receiver, ms.</param>
/// <param name="At">When the later group arrived, on the receiver's clock.</param>
internal readonly record struct GroupStep(double Sent, double Arrived, MonotonicTime At);

/// <summary>
/// Puts packets that were sent within 5 ms of each other into one group, since a burst is one sample of the path's delay, not many (draft-ietf-rmcat-gcc-02 section 5.2).
/// Packets that were held up together and come in one heap join a group too. Times from a receiver that make no sense begin anew. Allocates nothing.
/// </summary>
internal sealed class ArrivalGroups
{
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaxBurst = TimeSpan.FromMilliseconds(100); // a heap that lasts longer is no heap
    private static readonly TimeSpan MaxJump = TimeSpan.FromSeconds(3); // the receiver's clock was set, or feedback makes no sense

    private Group _current;
    private Group _previous;

    /// <summary>A packet that arrived, in the order of sending. True when it completes a step between two groups.</summary>
    public bool Add(MonotonicTime sentAt, MonotonicTime arrivedAt, out GroupStep step)
    {
        step = default;
        if (_current.IsUsed)
        {
            var since = (arrivedAt - _current.LastArrival).Duration();
            if (since > MaxJump || (sentAt - _current.LastSent).Duration() > MaxJump)
                Reset();
        }

        if (!_current.IsUsed)
        {
            _current = new Group(sentAt, arrivedAt);
            return false;
        }

        if (sentAt < _current.FirstSent)
            return false; // it was overtaken: its delay says nothing new
        if (Joins(sentAt, arrivedAt))
        {
            _current.LastSent = MonotonicTime.Max(_current.LastSent, sentAt);
            _current.LastArrival = MonotonicTime.Max(_current.LastArrival, arrivedAt);
            return false;
        }

        var complete = _previous.IsUsed && _current.LastArrival >= _previous.LastArrival;
        if (complete)
            step = new GroupStep((_current.LastSent - _previous.LastSent).TotalMilliseconds, (_current.LastArrival - _previous.LastArrival).TotalMilliseconds, _current.LastArrival);
        _previous = _current;
        _current = new Group(sentAt, arrivedAt);
        return complete;
    }

    public void Reset() => _current = _previous = default;

    private bool Joins(MonotonicTime sentAt, MonotonicTime arrivedAt)
    {
        if (sentAt - _current.FirstSent <= Burst)
            return true;
        var arrivedLater = arrivedAt - _current.LastArrival;
        return arrivedLater <= Burst && arrivedLater < sentAt - _current.LastSent && arrivedAt - _current.FirstArrival < MaxBurst;
    }

    private struct Group(MonotonicTime sentAt, MonotonicTime arrivedAt)
    {
        public readonly bool IsUsed = true;
        public readonly MonotonicTime FirstSent = sentAt;
        public readonly MonotonicTime FirstArrival = arrivedAt;
        public MonotonicTime LastSent = sentAt;
        public MonotonicTime LastArrival = arrivedAt;
    }
}
