using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using NodaTime;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>Somebody else changed the row since it was read. Nothing was saved.</summary>
internal sealed class LostRaceException : Exception
{
    private LostRaceException(string table, Guid id, Guid? by, Instant? at, IReadOnlyList<string> fields, Exception inner)
        : base(at is null ? $"The row of {table} is gone." : $"Somebody else changed the row of {table}: {string.Join(", ", fields)}.", inner) =>
        (Table, RowId, By, At, Fields) = (table, id, by, at, fields);

    public string Table { get; }

    public Guid RowId { get; }

    /// <summary>The user who was first; null for a visitor or the program, and for a row that is gone.</summary>
    public Guid? By { get; }

    /// <summary>When; null when the row is gone.</summary>
    public Instant? At { get; }

    /// <summary>Names of the fields that are different now.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Asks the database what happened.</summary>
    public static async Task<LostRaceException> OfAsync(EntityEntry entry, Exception inner, CancellationToken cancel)
    {
        var (table, id) = (entry.Metadata.GetTableName() ?? "", ((Entity)entry.Entity).Id);
        if (await entry.GetDatabaseValuesAsync(cancel) is not { } now) return new LostRaceException(table, id, null, null, [], inner);
        string[] changed =
        [
            .. now.Properties
                .Where(property => property.Name is not (nameof(Entity.Version) or nameof(Entity.ChangedAt) or nameof(Entity.ChangedBy)))
                .Where(property => !AreEqual(now[property], entry.OriginalValues[property]))
                .Select(property => property.Name),
        ];
        return new LostRaceException(table, id, now.GetValue<Guid?>(nameof(Entity.ChangedBy)), now.GetValue<Instant>(nameof(Entity.ChangedAt)), changed, inner);
    }

    private static bool AreEqual(object? now, object? before) => (now, before) switch
    {
        (Sealing.ISealedField a, Sealing.ISealedField b) => a.IsSameAs(b),
        (Array a, Array b) => a.Cast<object?>().SequenceEqual(b.Cast<object?>()),
        _ => Equals(now, before),
    };
}
