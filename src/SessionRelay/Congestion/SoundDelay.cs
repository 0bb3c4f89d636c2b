using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>
/// How late a sender's sound comes, above the soonest of the last half to whole minute: the queue on its way up, seen without the sender's help. Sound is sampled and sent at an even
/// pace, so its timestamps say when each packet set out. A mutable value.
/// </summary>
internal struct SoundDelay
{
    /// <summary>Without a packet for so long, or with timestamps that go on by so much less or more than the time, nothing compares: a pause, another microphone, a browser that counts anew.</summary>
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A queue that holds for longer is none: a microphone that stood still for a moment (a headset that was unplugged) is late by that for ever, and so is all that comes by another way.
    /// What comes from then on is what compares.
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Of the newest packet in the mean. Sound comes 50 times a second: with 20 packets, as of a picture, a queue has grown by 0.4 s before it is seen. Fewer than 10, and a stall of 0.2 s is a queue.
    /// </summary>
    private const double Gain = 0.1;

    /// <summary>Later than that in a row the mean knows what there is to know; a way that is merely 60 ms longer than it was is late by that for half a minute.</summary>
    private static readonly TimeSpan NewestAtMost = TimeSpan.FromMilliseconds(500);

    private QueueDelay _queue;
    private MonotonicTime? _newestLateSince;
    private MonotonicTime? _standingSince;
    private int _clockRate; // Hz; 0: nothing came yet
    private long _timestamp; // unwrapped
    private MonotonicTime _sentAt; // by the sender's clock, from an origin of no meaning
    private MonotonicTime _arrivedAt;

    /// <summary>So long a queue that sound suffers from whatever else is sent; for 5 s at most.</summary>
    public readonly bool IsStanding => _queue.IsStanding;

    /// <summary>
    /// The newest packet stood in a queue for 60 ms, or was held up for a moment. A queue that has just filled up, and loses what does not fit, is seen by it before the mean knows: what was lost
    /// is seen to be missing by what comes out behind the sound that waited there. For 0.5 s in a row at most.
    /// </summary>
    public readonly bool IsNewestLate => _newestLateSince is { } since && _arrivedAt - since <= NewestAtMost;

    /// <summary>A packet that is newer than those before it.</summary>
    /// <param name="timestamp">RTP's.</param>
    /// <param name="clockRate">Hz that it counts in; above 0.</param>
    /// <param name="arrivedAt">Now, or a little before.</param>
    public void Add(uint timestamp, int clockRate, MonotonicTime arrivedAt)
    {
        var unwrapped = Wrap.Unwrap(timestamp, _timestamp);
        var went = TimeSpan.FromSeconds((double)(unwrapped - _timestamp) / clockRate);
        var passed = arrivedAt - _arrivedAt;
        if (clockRate != _clockRate || passed > Break || (went - passed).Duration() > Break)
        {
            _queue.Reset();
            (_clockRate, unwrapped, _sentAt) = (clockRate, timestamp, arrivedAt);
        }
        else
        {
            _sentAt += went;
        }

        (_timestamp, _arrivedAt) = (unwrapped, arrivedAt);
        _queue.Add(_sentAt, arrivedAt, Gain);
        _newestLateSince = _queue.IsNewestLate ? _newestLateSince ?? arrivedAt : null;
        if (!_queue.IsStanding)
        {
            _standingSince = null;
        }
        else if (arrivedAt - (_standingSince ??= arrivedAt) > Longest)
        {
            _queue.Reset();
            _standingSince = null;
        }
    }
}
