using SessionRelay.Wire;

namespace SessionRelay.Peers;

/// <summary>
/// When a shard must next look at its peers' timers: the earliest of all their deadlines. A peer whose deadline comes nearer, by whatever cause
/// (its own packet, or a request of another peer), lowers it here. One shard's thread only.
/// </summary>
internal sealed class Agenda
{
    public MonotonicTime Next { get; private set; } = MonotonicTime.Never;

    public void Lower(MonotonicTime deadline)
    {
        if (deadline < Next)
            Next = deadline;
    }

    public void Set(MonotonicTime deadline) => Next = deadline;
}
