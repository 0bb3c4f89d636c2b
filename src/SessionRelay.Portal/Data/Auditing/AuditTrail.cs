using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Auditing;

/// <summary>Writes the trail. Entries of several writers are put one behind the other by a lock that is taken last and held until the commit. Any thread.</summary>
internal sealed class AuditTrail(AuditHeadFile headFile)
{
    private const long LockKey = 0x5352_4155_4449_54; // of PostgreSQL's advisory locks

    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<UnitOfWork, AuditHead> heads = [];

    /// <summary>Writes notes of reads in a transaction of their own; with one open they go with it.</summary>
    public async Task FlushAsync(UnitOfWork work, CancellationToken cancel)
    {
        if (work.Db.Database.CurrentTransaction is not null) return;
        await using var transaction = await work.Db.Database.BeginTransactionAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Adds what is noted, just before the commit.</summary>
    public async Task AppendAsync(UnitOfWork work, DbTransaction transaction, CancellationToken cancel)
    {
        var notes = work.Notes.Take();
        if (notes.Count == 0) return;
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        if (work.Database.IsPostgres)
        {
            command.CommandText = $"SELECT pg_advisory_xact_lock({LockKey})";
            await command.ExecuteNonQueryAsync(cancel);
        }

        var head = await AuditRows.LastAsync(command, cancel);
        var at = work.Database.Clock.GetCurrentInstant();
        var chain = new AuditChain(work.Vault);
        foreach (var note in notes)
        {
            var entry = chain.Link(head, note, at);
            await AuditRows.InsertAsync(command, entry, cancel);
            head = new AuditHead(entry.Number, entry.Hash);
        }

        heads.AddOrUpdate(work, head);
    }

    public void Committed(UnitOfWork work)
    {
        work.Notes.Committed();
        if (!heads.TryGetValue(work, out var head)) return;
        heads.Remove(work);
        headFile.Write(head);
    }

    /// <summary>At a start: a crash between a commit and the file leaves the file behind. It is brought up to a trail that contains what it says.</summary>
    /// <returns>False when there is a trail and no file, or none that can be believed: that is no crash's work, and is to be told.</returns>
    public async Task<bool> CatchUpAsync(PortalContext context, CancellationToken cancel)
    {
        await context.Database.OpenConnectionAsync(cancel);
        try
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            var noted = headFile.Read();
            if (noted is not null && noted.Number > 0 && await AuditRows.HashOfAsync(command, noted.Number, cancel) is { } hash && !hash.AsSpan().SequenceEqual(noted.Hash)) return true; // for the verification to find
            var last = await AuditRows.LastAsync(command, cancel);
            if (noted is null && last.Number > 0) return false;
            if (last.Number >= (noted?.Number ?? 0)) headFile.Write(last);
            return true;
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    public AuditHead? NotedHead() => headFile.Read();
}
