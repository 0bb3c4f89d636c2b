using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Sealing;

namespace SessionRelay.Portal.Data.Storage;

/// <summary>
/// A piece of work on the database in somebody's name: a request, a run of a scheduler, a command. What it has read is in the audit trail when
/// <see cref="FlushAsync"/> returns, at the latest when it is disposed; what it writes, with the write. One thread at a time.
/// </summary>
internal sealed class UnitOfWork(PortalDatabase database, ActingPerson? person) : IAsyncDisposable, IDisposable
{
    private PortalContext? db;

    /// <summary>Who acts. May change on the way: a visitor signs in.</summary>
    public ActingPerson? Person { get; set; } = person;

    public PortalDatabase Database { get; } = database;

    public Vault Vault => Database.Vault;

    /// <summary>What is to be written into the audit trail.</summary>
    public AuditNotes Notes { get; } = new();

    /// <summary>Opened when first asked for.</summary>
    public PortalContext Db => db ??= Database.Open(this);

    /// <summary>Makes durable what the trail says of the reads so far. To be awaited before an answer leaves.</summary>
    public async Task FlushAsync(CancellationToken cancel = default)
    {
        if (db is not null && !Notes.IsEmpty) await Database.Trail.FlushAsync(this, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (db is null) return;
        try
        {
            await FlushAsync();
        }
        finally
        {
            await db.DisposeAsync();
            db = null;
            Database.Writers?.Leave(this);
        }
    }

    /// <summary>For scopes that data protection makes for its keys, and that touch no client's data.</summary>
    /// <exception cref="InvalidOperationException">There are reads that the trail doesn't say yet: dispose asynchronously.</exception>
    public void Dispose()
    {
        if (db is null) return;
        db.Dispose();
        db = null;
        Database.Writers?.Leave(this);
        if (!Notes.IsEmpty) throw new InvalidOperationException("Client data was read, and a unit of work that is not disposed asynchronously can't write it into the trail.");
    }
}
