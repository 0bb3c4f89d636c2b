namespace SessionRelay.Peers;

/// <summary>
/// Whether a shard has more to do than it can. What is lost then is its own making, and what it does about losses makes more of them: 1,800 people with sound alone, more than the
/// core could carry, got 35,000 packets/s while sound was repeated for them and some 50,000 since it is not. One shard's thread only.
/// </summary>
internal sealed class ShardLoad
{
    /// <summary>Share of a second's time from which on a shard is full, and below which it is no longer.</summary>
    public const double Full = 0.9;
    public const double FullUntil = 0.72;

    public bool IsFull { get; private set; }

    /// <param name="busy">Share of the last second that was spent working; 0 to 1.</param>
    public void Review(double busy) => IsFull = busy >= (IsFull ? FullUntil : Full);
}
