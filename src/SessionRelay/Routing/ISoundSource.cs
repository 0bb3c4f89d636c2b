using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>Something that is heard in slots: a client's microphone, or a phone. One shard's thread.</summary>
internal interface ISoundSource
{
    /// <summary>Tells it from every other source in the room's slots.</summary>
    int Number { get; }

    /// <summary>False while it is muted: what comes of it is not forwarded.</summary>
    bool IsSending { get; }

    void Add(AudioSlot follower);

    void Remove(AudioSlot follower);

    /// <summary>Its timestamp of what it captures at <paramref name="at"/>; false when that is not known at this clock rate.</summary>
    bool TryGetTimestamp(MonotonicTime at, int clockRate, out uint timestamp);
}
