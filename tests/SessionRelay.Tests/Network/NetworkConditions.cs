namespace SessionRelay.Tests.Network;

/// <summary>One direction of a path. Default: nothing is delayed, lost or changed.</summary>
internal sealed record NetworkConditions
{
    /// <summary>One way.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Added to the delay, evenly spread from 0 to this; by itself it keeps the order, as a queue does.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Chance that a datagram is lost by itself: 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Chance that a datagram begins a burst of loss: 0 to 1 (the Gilbert model).</summary>
    public double BurstStart { get; init; }

    /// <summary>Mean datagrams in a burst of loss, at least 1.</summary>
    public double BurstLength { get; init; } = 1;

    /// <summary>Chance that a datagram takes <see cref="ReorderDelay"/> longer, so that later ones overtake it: 0 to 1.</summary>
    public double Reorder { get; init; }

    public TimeSpan ReorderDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Chance that a datagram comes twice: 0 to 1.</summary>
    public double Duplicate { get; init; }

    /// <summary>Of the datagrams' own bytes, without IP and UDP headers; null: no limit.</summary>
    public long? BitsPerSecond { get; init; }

    /// <summary>Bytes that an idle link passes at once before the rate limit holds, as a shaper's token bucket does.</summary>
    public int Bucket { get; init; }

    /// <summary>The longest that a datagram waits for its turn at the rate limit; beyond it is dropped (a full router queue).</summary>
    public TimeSpan QueueLimit { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Everything is lost: a cable pulled.</summary>
    public static NetworkConditions Dead { get; } = new() { Loss = 1 };
}
