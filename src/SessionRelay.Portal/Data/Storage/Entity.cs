using NodaTime;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>A row of ours. Its id is made here and not by the database, since sealed fields are bound to it.</summary>
internal abstract class Entity
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Counts the changes; a save that was made from an older count loses the race (<see cref="LostRaceException"/>).</summary>
    public int Version { get; private set; }

    /// <summary>When the row was last written.</summary>
    public Instant ChangedAt { get; private set; }

    /// <summary>Who wrote it last; null for the program itself and for visitors.</summary>
    public Guid? ChangedBy { get; private set; }

    /// <summary>To be called by the one who saves.</summary>
    internal void Changed(Instant at, Guid? by)
    {
        Version++;
        (ChangedAt, ChangedBy) = (at, by);
    }
}

/// <summary>A row that tells something of a client: its reads and writes are audited, and need an acting person.</summary>
internal interface IClientData
{
    /// <summary>Whose; null while nobody knows yet (a request that has not been taken in).</summary>
    Guid? AboutClient { get; }
}
