using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// Notes when packets of one peer arrive, by their transport-wide sequence numbers, and makes the feedback from which its sender estimates the uplink
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01). To be told of every packet that carries the number, whatever its SSRC: without those of RTX and padding the sender's probes
/// fail and it stays slow. Not thread safe, allocates nothing.
/// </summary>
internal sealed class TransportFeedbackRecorder
{
    /// <summary>Packets that can be told of at once: 50 ms at 10,000 packets/s. A power of two.</summary>
    public const int Capacity = 512;

    /// <summary>Most statuses in one packet: with 2 bytes each and their chunks below 1,000 bytes, so that feedback fits a datagram beside a report.</summary>
    private const int MaxStatuses = 400;

    /// <summary>Often enough for an estimate of 5 ms groups, at 20 packets/s.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan AfterFrame = TimeSpan.FromMilliseconds(20); // a frame's end is when the sender's queue is known

    private readonly MonotonicTime[] _arrivals = new MonotonicTime[Capacity];
    private readonly long[] _indices = new long[Capacity];
    private bool _started;
    private bool _wentBack;
    private long _highest;
    private long _next;
    private byte _feedbackCount;
    private uint _mediaSsrc;
    private MonotonicTime _deadline = MonotonicTime.Never;

    /// <summary>From the first packet that is to be told of to the feedback, most. While it is the shortest, feedback comes sooner after a frame.</summary>
    public TimeSpan Interval { get; set; } = ShortestInterval;

    /// <summary>When feedback is due; never while there is nothing to tell.</summary>
    public MonotonicTime Deadline => _deadline;

    /// <summary>Takes note of a packet. One from further back than <see cref="Capacity"/> is ignored.</summary>
    /// <param name="endsFrame">The marker bit of a video packet.</param>
    public void OnPacket(ushort transportSequenceNumber, uint ssrc, bool endsFrame, MonotonicTime arrivedAt)
    {
        _mediaSsrc = ssrc;
        var index = _started ? Wrap.Unwrap(transportSequenceNumber, _highest) : transportSequenceNumber + 65536L;
        if (_started && _highest - index >= Capacity)
        {
            // One packet from far behind is a stray, the second in a row a sender that counts anew.
            if (!_wentBack)
            {
                _wentBack = true;
                return;
            }

            _started = false;
            index = transportSequenceNumber + 65536L;
            Array.Clear(_indices);
        }

        _wentBack = false;
        if (!_started)
        {
            _started = true;
            _highest = index;
            _next = index;
        }

        ref var slot = ref _indices[index & (Capacity - 1)];
        if (slot == index)
            return;

        slot = index;
        _arrivals[index & (Capacity - 1)] = arrivedAt;
        _highest = Math.Max(_highest, index);
        _next = Math.Max(Math.Min(_next, index), _highest - Capacity + 1);
        var isFull = _highest - _next >= Capacity / 2;
        _deadline = MonotonicTime.Min(_deadline, isFull ? arrivedAt : arrivedAt + (endsFrame && Interval == ShortestInterval ? AfterFrame : Interval));
    }

    /// <summary>
    /// Appends feedback on what has not been told of yet, when it is due. False when it is not, or when there is no room (then it stays due). More may be due at once: call again until false.
    /// </summary>
    public bool TryWrite(ref RtcpWriter writer, uint senderSsrc, MonotonicTime now)
    {
        if (now < _deadline)
            return false;

        Span<int> deltas = stackalloc int[MaxStatuses];
        var first = _next;
        while (first < _highest && !Has(first) && _highest - first >= MaxStatuses)
            first++; // so wide a loss is told of by where the next feedback begins

        var reference = FirstArrival(first).Ticks / TransportFeedback.TicksPerReference;
        var previous = reference * TransportFeedback.TicksPerReference / TransportFeedback.TicksPerDelta;
        var count = 0;
        var told = 0;
        for (var index = first; index <= _highest && count < MaxStatuses; index++, count++)
        {
            if (!Has(index))
            {
                deltas[count] = RtcpWriter.NotReceived;
                continue;
            }

            var arrival = _arrivals[index & (Capacity - 1)].Ticks / TransportFeedback.TicksPerDelta;
            var delta = arrival - previous;
            if (delta is < short.MinValue or > short.MaxValue)
                break; // over 8 s apart: the next feedback has a reference time of its own

            deltas[count] = (int)delta;
            previous = arrival;
            told = count + 1;
        }

        if (!writer.TryTransportFeedback(senderSsrc, _mediaSsrc, (ushort)first, (int)reference, _feedbackCount, deltas[..told]))
            return false;

        _feedbackCount++;
        _next = first + told;
        _deadline = _next > _highest ? MonotonicTime.Never : now;
        return true;
    }

    private bool Has(long index) => _indices[index & (Capacity - 1)] == index;

    private MonotonicTime FirstArrival(long from)
    {
        while (from < _highest && !Has(from))
            from++;

        return _arrivals[from & (Capacity - 1)];
    }
}
