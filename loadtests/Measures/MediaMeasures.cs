using SessionRelay.Wire;

namespace SessionRelay.LoadTests.Measures;

/// <summary>What a group of people saw of each other's media: written by their crowd's thread for every packet, so without allocation or lock.</summary>
internal sealed class MediaMeasures
{
    /// <summary>Silence between two audio packets of one sender that counts as a gap: five packets in a row, more than a jitter buffer hides.</summary>
    public static readonly TimeSpan GapFloor = TimeSpan.FromMilliseconds(100);

    /// <summary>End-to-end times, sender's write to receiver's read, of the last second.</summary>
    public TimeSample RecentLatency { get; } = new();

    /// <summary>The same since <see cref="Begin"/>, as of the last <see cref="Roll"/>.</summary>
    public TimeSample Latency { get; } = new();

    public TimeSample RecentGaps { get; } = new();

    public TimeSample Gaps { get; } = new();

    public void OnPacket(long sentTicks, MonotonicTime now) => RecentLatency.Add(new TimeSpan(now.Ticks - sentTicks));

    /// <summary>Two packets of one sender in a row.</summary>
    public void OnStep(MonotonicTime before, MonotonicTime now)
    {
        if (now - before >= GapFloor)
            RecentGaps.Add(now - before);
    }

    /// <summary>The last second becomes part of the whole.</summary>
    public void Roll()
    {
        Latency.Add(RecentLatency);
        Gaps.Add(RecentGaps);
        RecentLatency.Reset();
        RecentGaps.Reset();
    }

    /// <summary>The measured time begins now.</summary>
    public void Begin()
    {
        Latency.Reset();
        Gaps.Reset();
        RecentLatency.Reset();
        RecentGaps.Reset();
    }
}

/// <summary>Counts of media packets, summed over people.</summary>
internal struct MediaCounts
{
    public long Sent;
    public long Received;

    /// <summary>Missing at the receiver for good: for video after retransmission.</summary>
    public long Lost;

    /// <summary>Video packets that came only because they were asked for again.</summary>
    public long Retransmitted;

    /// <summary>Decrypted and found to be what was sent.</summary>
    public long Checked;

    /// <summary>Decrypted and found changed, or frames out of order.</summary>
    public long Damaged;

    /// <summary>Failed authentication, or came twice.</summary>
    public long Refused;

    public readonly double LossShare => Lost + Received == 0 ? 0 : Lost / (double)(Lost + Received);

    public static MediaCounts operator +(MediaCounts a, MediaCounts b) => new()
    {
        Sent = a.Sent + b.Sent,
        Received = a.Received + b.Received,
        Lost = a.Lost + b.Lost,
        Retransmitted = a.Retransmitted + b.Retransmitted,
        Checked = a.Checked + b.Checked,
        Damaged = a.Damaged + b.Damaged,
        Refused = a.Refused + b.Refused,
    };

    public static MediaCounts operator -(MediaCounts a, MediaCounts b) => new()
    {
        Sent = a.Sent - b.Sent,
        Received = a.Received - b.Received,
        Lost = a.Lost - b.Lost,
        Retransmitted = a.Retransmitted - b.Retransmitted,
        Checked = a.Checked - b.Checked,
        Damaged = a.Damaged - b.Damaged,
        Refused = a.Refused - b.Refused,
    };
}
