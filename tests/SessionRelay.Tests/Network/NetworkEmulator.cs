using System.Buffers;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Network;

/// <summary>
/// One direction of a network between two sans-I/O ends, in virtual time: the same seed, conditions, datagrams and times give the same deliveries.
/// The loop: <see cref="Send"/> what an end gives; turn the clock to the least <see cref="Deadline"/> of everything; <see cref="TryReceive"/> until it is false.
/// </summary>
internal sealed class NetworkEmulator(int seed, NetworkConditions conditions)
{
    private readonly Random random = new(seed);
    private readonly PriorityQueue<Datagram, (long Arrival, long Order)> underway = new();
    private MonotonicTime linkIsFree;
    private MonotonicTime lastArrival;
    private bool inBurst;
    private long order;

    /// <summary>May be changed at any time; holds for what is sent from then on.</summary>
    public NetworkConditions Conditions { get; set; } = conditions;

    /// <summary>When the next datagram arrives; never when none is underway.</summary>
    public MonotonicTime Deadline => underway.TryPeek(out _, out var priority) ? new MonotonicTime(priority.Arrival) : MonotonicTime.Never;

    public int Underway => underway.Count;
    public int Sent { get; private set; }

    /// <summary>Lost at random or in a burst.</summary>
    public int Lost { get; private set; }

    /// <summary>Dropped as the queue at the rate limit was full.</summary>
    public int Overflowed { get; private set; }

    public int Duplicated { get; private set; }
    public int Reordered { get; private set; }

    /// <param name="datagram">Copied.</param>
    /// <param name="now">Not earlier than in the call before.</param>
    /// <param name="port">Whatever the test tells paths apart by; given back with the datagram.</param>
    public void Send(ReadOnlySpan<byte> datagram, MonotonicTime now, int port = 0)
    {
        Sent++;
        // Each datagram draws the same numbers whatever the conditions are, so that a change of one doesn't reshuffle all others.
        var (lossDraw, burstDraw, jitterDraw, reorderDraw, duplicateDraw) =
            (random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble());
        inBurst = inBurst ? burstDraw >= 1 / Math.Max(1, Conditions.BurstLength) : burstDraw < Conditions.BurstStart;
        if (inBurst || lossDraw < Conditions.Loss)
        {
            Lost++;
            return;
        }

        if (!TryPassLink(datagram.Length, now, out var departure))
        {
            Overflowed++;
            return;
        }

        var arrival = departure + Conditions.Delay + Conditions.Jitter * jitterDraw;
        if (reorderDraw < Conditions.Reorder)
        {
            Reordered++;
            arrival += Conditions.ReorderDelay;
        }
        else
        {
            arrival = lastArrival = MonotonicTime.Max(arrival, lastArrival);
        }

        Enqueue(datagram, arrival, port);
        if (duplicateDraw < Conditions.Duplicate)
        {
            Duplicated++;
            Enqueue(datagram, arrival, port);
        }
    }

    /// <summary>Takes the next datagram that has arrived by <paramref name="now"/>. Throws when <paramref name="buffer"/> is smaller than it.</summary>
    public bool TryReceive(MonotonicTime now, Span<byte> buffer, out int length, out int port)
    {
        length = port = 0;
        if (Deadline.IsNever || Deadline > now)
            return false;
        var datagram = underway.Dequeue();
        datagram.Bytes.AsSpan(0, datagram.Length).CopyTo(buffer);
        ArrayPool<byte>.Shared.Return(datagram.Bytes);
        (length, port) = (datagram.Length, datagram.Port);
        return true;
    }

    private bool TryPassLink(int bytes, MonotonicTime now, out MonotonicTime departure)
    {
        departure = now;
        if (Conditions.BitsPerSecond is not { } rate)
            return true;
        var start = MonotonicTime.Max(now - TimeOf(Conditions.Bucket, rate), linkIsFree);
        if (start - now > Conditions.QueueLimit)
            return false;
        linkIsFree = start + TimeOf(bytes, rate);
        departure = MonotonicTime.Max(now, linkIsFree);
        return true;
    }

    private static TimeSpan TimeOf(int bytes, long rate) => TimeSpan.FromTicks(bytes * 8L * TimeSpan.TicksPerSecond / rate);

    private void Enqueue(ReadOnlySpan<byte> datagram, MonotonicTime arrival, int port)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, datagram.Length));
        datagram.CopyTo(bytes);
        underway.Enqueue(new Datagram(bytes, datagram.Length, port), (arrival.Ticks, order++));
    }

    private readonly record struct Datagram(byte[] Bytes, int Length, int Port);
}
