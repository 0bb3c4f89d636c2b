using SessionRelay.Rtcp;
using SessionRelay.Wire;

namespace SessionRelay.Congestion;

/// <summary>What became of one packet that was sent, for the estimate of the downlink.</summary>
/// <param name="SentAt">On the relay's clock.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Received">Whether it arrived.</param>
/// <param name="ArrivedAt">On the receiver's clock, of which only differences mean anything; zero when it did not arrive.</param>
/// <param name="Cluster">The probe that it was part of, 1 and up; 0: none.</param>
internal readonly record struct PacketFeedback(MonotonicTime SentAt, int Length, bool Received, MonotonicTime ArrivedAt, int Cluster = 0);

/// <summary>
/// Gives packets to one receiver their transport-wide sequence numbers and reads its feedback on them (draft-holmer-rmcat-transport-wide-cc-extensions-01): loss, round trip, and
/// each packet's times for an estimator. Not thread safe, allocates nothing.
/// </summary>
internal sealed class TransportFeedbackTracker
{
    /// <summary>Packets in flight that are known: half a second at 2,000 packets/s. A power of two. Feedback on older ones is ignored.</summary>
    public const int Capacity = 1024;

    private const int BucketCount = 10;
    private const int ReferenceBits = 24;

    private static readonly TimeSpan BucketLength = TimeSpan.FromMilliseconds(100); // ten make the second over which bit rate and loss are told

    private readonly Sent[] _sent = new Sent[Capacity];
    private readonly Bucket[] _buckets = new Bucket[BucketCount];
    private long _next = 65536;
    private bool _hasReference;
    private long _reference;

    /// <summary>Packets that arrived, as far as told.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Packets told as not arrived; one that a later feedback has after all is taken out again.</summary>
    public long Lost { get; private set; }

    /// <summary>From sending to the feedback on the last packet that it tells of: up to 50 ms more than the path's. Zero until known.</summary>
    public TimeSpan RoundTrip { get; private set; }

    /// <summary>Counts a packet that goes out now and returns the number that it is to carry.</summary>
    /// <param name="cluster">The probe that it is part of; 0: none.</param>
    public ushort OnSent(int length, MonotonicTime now, int cluster = 0)
    {
        var index = _next++;
        _sent[index & (Capacity - 1)] = new Sent { Index = index, At = now, Length = length, Cluster = cluster };
        return (ushort)index;
    }

    /// <summary>
    /// Reads feedback. Writes what it says of packets still known, each once (again only when a lost one turns out to have arrived), into <paramref name="packets"/> and returns how many;
    /// what finds no room is counted all the same.
    /// </summary>
    public int Read(in TransportFeedback feedback, MonotonicTime now, Span<PacketFeedback> packets)
    {
        // Sixteen bytes can tell of 65,535 packets: what is more than we remember is no feedback of ours, and reading it would be work for nothing.
        if (feedback.StatusCount > Capacity)
            return 0;
        var arrival = UnwrapReference(feedback.ReferenceTime) * TransportFeedback.TicksPerReference;
        ref var bucket = ref BucketOf(now);
        var written = 0;
        foreach (var status in feedback)
        {
            arrival += status.Delta * TransportFeedback.TicksPerDelta;
            var index = Wrap.Unwrap(status.SequenceNumber, _next - 1);
            if (index >= _next)
                continue;

            ref var sent = ref _sent[index & (Capacity - 1)];
            if (sent.Index != index || sent.State == State.Acknowledged || (sent.State == State.Lost && !status.Received))
                continue;

            if (status.Received)
            {
                Acknowledged++;
                bucket.Acknowledged++;
                bucket.Bytes += sent.Length;
                RoundTrip = now - sent.At;
                if (sent.State == State.Lost)
                {
                    Lost--;
                    bucket.Lost--;
                }
            }
            else
            {
                Lost++;
                bucket.Lost++;
            }

            sent.State = status.Received ? State.Acknowledged : State.Lost;
            if (written < packets.Length)
                packets[written++] = new PacketFeedback(sent.At, sent.Length, status.Received, status.Received ? new MonotonicTime(arrival) : default, sent.Cluster);
        }

        return written;
    }

    /// <summary>What arrived over the last second, in bit/s.</summary>
    public long AcknowledgedBitRate(MonotonicTime now) => Recent(now).Bytes * 8;

    /// <summary>Share of packets lost over the last second: 0 to 1; 0 when nothing was told.</summary>
    public double LossFraction(MonotonicTime now)
    {
        var recent = Recent(now);
        var lost = Math.Max(0, recent.Lost);
        return lost == 0 ? 0 : lost / (double)(lost + recent.Acknowledged);
    }

    private static long NumberOf(MonotonicTime time) => time.Ticks / BucketLength.Ticks;

    private Bucket Recent(MonotonicTime now)
    {
        var total = default(Bucket);
        var oldest = NumberOf(now) - BucketCount;
        foreach (ref readonly var bucket in _buckets.AsSpan())
        {
            if (bucket.Number <= oldest)
                continue;

            total.Bytes += bucket.Bytes;
            total.Acknowledged += bucket.Acknowledged;
            total.Lost += bucket.Lost;
        }

        return total;
    }

    private ref Bucket BucketOf(MonotonicTime now)
    {
        var number = NumberOf(now);
        ref var bucket = ref _buckets[number % BucketCount];
        if (bucket.Number != number)
            bucket = new Bucket { Number = number };

        return ref bucket;
    }

    private long UnwrapReference(int reference)
    {
        const int unused = 32 - ReferenceBits;
        _reference = _hasReference ? _reference + ((int)(reference - _reference) << unused >> unused) : (1L << ReferenceBits) + reference;
        _hasReference = true;
        return _reference;
    }

    private enum State : byte
    {
        Sent = 0,
        Acknowledged = 1,
        Lost = 2,
    }

    private struct Sent
    {
        public long Index;
        public MonotonicTime At;
        public int Length;
        public int Cluster;
        public State State;
    }

    private struct Bucket
    {
        public long Number;
        public long Bytes;
        public int Acknowledged;
        public int Lost;
    }
}
