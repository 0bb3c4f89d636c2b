using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using SessionRelay.Portal.Data.Sealing;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>Seals fields when their row is saved and lets them open when it is loaded; counts versions. Has no state: what it needs is the context's.</summary>
internal sealed class SealOnSave : SaveChangesInterceptor, IMaterializationInterceptor
{
    public static readonly SealOnSave Instance = new();

    private static readonly ConcurrentDictionary<IEntityType, IProperty[]> SealedFields = new();

    private SealOnSave()
    {
    }

    /// <summary>Where a field is kept: what its sealed value is bound to.</summary>
    public static string PlaceOf(string table, string column, string row) => $"{table}/{column}/{row}";

    public static IProperty[] FieldsOf(IEntityType type) =>
        SealedFields.GetOrAdd(type, known => [.. known.GetProperties().Where(property => typeof(ISealedField).IsAssignableFrom(property.ClrType))]);

    /// <summary>Only data protection saves so, and only its own keys.</summary>
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        eventData.Context?.ChangeTracker.Entries().Any(entry => entry.Entity is Entity or IClientData) == true ? throw new NotSupportedException("Save with SaveChangesAsync.") : result;

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalContext { Work: { } work } context)
        {
            context.ChangeTracker.DetectChanges();
            foreach (var entry in context.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified)) Prepare(entry, work);
        }

        return ValueTask.FromResult(result);
    }

    public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
    {
        if (materializationData.Context is PortalContext { Work: { } work })
        {
            var fields = FieldsOf(materializationData.EntityType);
            if (fields.Length > 0)
            {
                var (table, row) = (materializationData.EntityType.GetTableName()!, RowOf(materializationData));
                foreach (var field in fields)
                {
                    if (field.GetGetter().GetClrValue(entity) is ISealedField sealedField) sealedField.Bind(work.Vault, PlaceOf(table, field.GetColumnName(), row));
                }
            }
        }

        return entity;
    }

    private static void Prepare(EntityEntry entry, UnitOfWork work)
    {
        if (entry.Entity is Entity own) own.Changed(work.Database.Clock.GetCurrentInstant(), work.Person?.UserId);
        var type = entry.Metadata;
        var row = RowOf(entry);
        foreach (var field in FieldsOf(type))
        {
            var property = entry.Property(field.Name);
            if (property.CurrentValue is not ISealedField value) continue;
            var bound = value.SealFor(work.Vault, PlaceOf(type.GetTableName()!, field.GetColumnName(), row));
            if (!ReferenceEquals(bound, value)) property.CurrentValue = bound;
        }
    }

    /// <summary>The values of the primary key with slashes between.</summary>
    public static string RowOf(EntityEntry entry) =>
        string.Join('/', entry.Metadata.FindPrimaryKey()!.Properties.Select(property => entry.Property(property.Name).CurrentValue));

    private static string RowOf(MaterializationInterceptionData data) =>
        string.Join('/', data.EntityType.FindPrimaryKey()!.Properties.Select(property => data.GetPropertyValue(property)));
}
