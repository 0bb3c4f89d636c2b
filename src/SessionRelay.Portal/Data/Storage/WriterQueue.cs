using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>
/// Lets one unit of work at a time write on SQLite, in the order in which they came. SQLite has one writer anyway, but who finds it taken sleeps 150 ms and tries again (the driver's way), and may be
/// overtaken each time; here the next one goes on at once. Any thread.
/// </summary>
/// <param name="patience">After so long the database itself decides: whatever keeps the turn, nobody waits for it for ever.</param>
internal sealed class WriterQueue(TimeSpan patience) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConditionalWeakTable<UnitOfWork, object> holders = [];

    /// <summary>A transaction is about to begin. Who has the turn already keeps it.</summary>
    public async ValueTask EnterAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (holders.TryGetValue(work, out _)) return;
        if (await turn.WaitAsync(patience, cancel)) holders.Add(work, turn);
    }

    /// <summary>The transaction is over, or the unit of work is.</summary>
    public void Leave(UnitOfWork work)
    {
        if (holders.Remove(work)) turn.Release();
    }

    public void Dispose() => turn.Dispose();
}

/// <summary>Queues every transaction of a context. Has no state: that is the queue's.</summary>
internal sealed class TakeTurns : DbTransactionInterceptor
{
    public static readonly TakeTurns Instance = new();

    private TakeTurns()
    {
    }

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is PortalContext { Work: { Database.Writers: { } writers } work }) await writers.EnterAsync(work, cancellationToken);
        return result;
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Leave(eventData);
        return Task.CompletedTask;
    }

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Leave(eventData);
        return Task.CompletedTask;
    }

    public override void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Leave(eventData);

    private static void Leave(DbContextEventData eventData)
    {
        if (eventData.Context is PortalContext { Work: { Database.Writers: { } writers } work }) writers.Leave(work);
    }
}
