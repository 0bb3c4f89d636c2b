using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Auditing;

/// <summary>One thing that was done, before it is a link of the trail.</summary>
internal sealed record AuditNote(ActingPerson Person, AuditAction Action, string Table, Guid? ClientId, IReadOnlyList<string> Rows, string Fields);

/// <summary>
/// What a piece of work has done with client data and the trail doesn't say yet. Reads stay until they are durable, whatever becomes of a transaction;
/// writes go with theirs. One thread at a time, as the context.
/// </summary>
internal sealed class AuditNotes
{
    /// <summary>Ids in one entry: keeps a row of the trail readable.</summary>
    private const int MostRows = 100;

    private readonly Dictionary<(ActingPerson Person, string Table, Guid? Client), HashSet<string>> reads = [];
    private readonly HashSet<(ActingPerson Person, string Table)> questions = [];
    private readonly List<AuditNote> written = [];
    private readonly List<AuditNote> saving = [];
    private readonly List<OpenRead> open = [];
    private bool isFlushing;

    public bool IsEmpty => reads.Count == 0 && questions.Count == 0 && written.Count == 0 && saving.Count == 0;

    /// <summary>A query begins to be read.</summary>
    public void Open(Guid command, ActingPerson person, IReadOnlyCollection<string> tables) => open.Add(new OpenRead(command, person, [.. tables]));

    /// <summary>
    /// It has no rows at all. Where the clock asked, not a person, that is left out: jobs look every few seconds, and what is told of people would be lost among millions of
    /// such looks. A row of which only a part is read, or a count, is an answer and stays.
    /// </summary>
    public void FoundNothing(Guid command) => open.RemoveAll(read => read.Command == command && read.Person.IsByClock);

    /// <summary>A row of it came.</summary>
    public void Row(ActingPerson person, string table, Guid? client, string row)
    {
        if (open.Count > 0) open[^1].Unseen.Remove(table);
        var key = (person, table, client);
        if (!reads.TryGetValue(key, out var rows)) reads.Add(key, rows = []);
        rows.Add(row);
    }

    /// <summary>All of it is read: of tables that gave no rows something was asked.</summary>
    public void Close(Guid command)
    {
        var index = open.FindIndex(read => read.Command == command);
        if (index < 0) return;
        foreach (var table in open[index].Unseen) Ask(open[index].Person, table);
        open.RemoveAt(index);
    }

    public void Ask(ActingPerson person, string table) => questions.Add((person, table));

    /// <summary>A write by a command of its own, within a transaction.</summary>
    public void Written(AuditNote note) => written.Add(note);

    public void Saving(AuditNote note) => saving.Add(note);

    public void Saved(bool isInTransaction)
    {
        if (isInTransaction) written.AddRange(saving);
        saving.Clear();
    }

    public void SaveFailed() => saving.Clear();

    /// <summary>Everything so far, for the transaction that is about to be committed.</summary>
    public IReadOnlyList<AuditNote> Take()
    {
        isFlushing = true;
        return
        [
            .. reads.SelectMany(read => read.Value.Chunk(MostRows).Select(rows => new AuditNote(read.Key.Person, AuditAction.Read, read.Key.Table, read.Key.Client, rows, ""))),
            .. questions.Select(asked => new AuditNote(asked.Person, AuditAction.Ask, asked.Table, null, [], "")),
            .. written,
            .. saving,
        ];
    }

    public void Committed()
    {
        if (isFlushing)
        {
            reads.Clear();
            questions.Clear();
        }

        isFlushing = false;
        written.Clear();
        saving.Clear();
    }

    public void RolledBack()
    {
        isFlushing = false;
        written.Clear();
        saving.Clear();
    }

    private sealed record OpenRead(Guid Command, ActingPerson Person, HashSet<string> Unseen);
}
