using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Auditing;

/// <summary>
/// Notes every read and write of client data, and refuses both where nobody acts. Commands tell which tables are touched, rows as they come tell which clients, and
/// the change tracker tells what is written; at a commit the notes go into the trail first, in the same transaction. Has no state: that is the context's.
/// </summary>
internal sealed class AuditAccess : DbCommandInterceptor, IMaterializationInterceptor, ISaveChangesInterceptor, IDbTransactionInterceptor
{
    public static readonly AuditAccess Instance = new();

    private static readonly string[] Bookkeeping = [nameof(Entity.Version), nameof(Entity.ChangedAt), nameof(Entity.ChangedBy)];

    private AuditAccess()
    {
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        BeginRead(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        BeginRead(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Answered(eventData, result);
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Answered(eventData, result);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        if (eventData.Context is PortalContext { Work: { } work }) work.Notes.Close(eventData.CommandId);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Ask(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Ask(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        WriteAtOnce(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        WriteAtOnce(command, eventData);
        return ValueTask.FromResult(result);
    }

    public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
    {
        if (entity is IClientData data && materializationData.Context is PortalContext { Work: { } work })
        {
            var table = materializationData.EntityType.GetTableName()!;
            var key = materializationData.EntityType.FindPrimaryKey()!.Properties;
            var row = string.Join('/', key.Select(property => materializationData.GetPropertyValue(property)));
            work.Notes.Row(PersonOf(work, table), table, data.AboutClient, row);
        }

        return entity;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalContext { Work: { } work } context)
        {
            foreach (var entry in context.ChangeTracker.Entries().Where(entry => entry.Entity is Entity or IClientData)) Save(entry, work);
        }

        return ValueTask.FromResult(result);
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalContext { Work: { } work } context) work.Notes.Saved(context.Database.CurrentTransaction is not null);
        return ValueTask.FromResult(result);
    }

    public Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalContext { Work: { } work }) work.Notes.SaveFailed();
        return Task.CompletedTask;
    }

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalContext { Work: { } work }) await work.Database.Trail.AppendAsync(work, transaction, cancellationToken);
        return result;
    }

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        eventData.Context is PortalContext { Work.Notes.IsEmpty: false } ? throw new NotSupportedException("Commit with CommitAsync.") : result;

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalContext { Work: { } work }) work.Database.Trail.Committed(work);
        return Task.CompletedTask;
    }

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        RolledBack(eventData);
        return Task.CompletedTask;
    }

    public void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => RolledBack(eventData);

    public Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        RolledBack(eventData);
        return Task.CompletedTask;
    }

    private static void RolledBack(DbContextEventData eventData)
    {
        if (eventData.Context is PortalContext { Work: { } work }) work.Notes.RolledBack();
    }

    private static void BeginRead(DbCommand command, CommandEventData eventData)
    {
        if (!IsOurs(command, eventData, out var work, out var tables)) return;
        work.Notes.Open(eventData.CommandId, PersonOf(work, tables[0]), tables);
    }

    private static void Answered(CommandExecutedEventData eventData, DbDataReader answer)
    {
        if (eventData.Context is PortalContext { Work: { } work } && !answer.HasRows) work.Notes.FoundNothing(eventData.CommandId);
    }

    private static void Ask(DbCommand command, CommandEventData eventData)
    {
        if (!IsOurs(command, eventData, out var work, out var tables)) return;
        foreach (var table in tables) work.Notes.Ask(PersonOf(work, table), table);
    }

    /// <summary>A write that the change tracker doesn't know of: its table is told, its rows can't be.</summary>
    private static void WriteAtOnce(DbCommand command, CommandEventData eventData)
    {
        if (!IsOurs(command, eventData, out var work, out var tables)) return;
        if (command.Transaction is null) throw new InvalidOperationException($"A command that writes {tables[0]} belongs into a transaction, together with its entry in the audit trail.");
        var verb = command.CommandText.AsSpan().TrimStart();
        var action = verb.StartsWith("DELETE", StringComparison.OrdinalIgnoreCase) ? AuditAction.Delete
            : verb.StartsWith("INSERT", StringComparison.OrdinalIgnoreCase) ? AuditAction.Insert
            : AuditAction.Update;
        foreach (var table in tables) work.Notes.Written(new AuditNote(PersonOf(work, table), action, table, null, [], ""));
    }

    private static bool IsOurs(DbCommand command, CommandEventData eventData, out UnitOfWork work, out string[] tables)
    {
        (work, tables) = (null!, []);
        // Of what SaveChanges does the change tracker knows more.
        if (eventData.CommandSource is CommandSource.SaveChanges or CommandSource.Migrations || eventData.Context is not PortalContext { Work: { } its } context) return false;
        (work, tables) = (its, ClientTables.In(command.CommandText, context.Model));
        return tables.Length > 0;
    }

    private static void Save(EntityEntry entry, UnitOfWork work)
    {
        AuditAction? action = entry.State switch
        {
            EntityState.Added => AuditAction.Insert,
            EntityState.Modified => AuditAction.Update,
            EntityState.Deleted => AuditAction.Delete,
            _ => null,
        };
        if (action is not { } done) return;
        var table = entry.Metadata.GetTableName()!;
        var fields = done == AuditAction.Update
            ? string.Join(',', entry.Properties.Where(property => property.IsModified && !Bookkeeping.Contains(property.Metadata.Name)).Select(property => property.Metadata.Name))
            : "";
        work.Notes.Saving(new AuditNote(PersonOf(work, table), done, table, (entry.Entity as IClientData)?.AboutClient, [SealOnSave.RowOf(entry)], fields));
    }

    private static ActingPerson PersonOf(UnitOfWork work, string table) => work.Person ?? throw new NobodyActsException(table);
}
