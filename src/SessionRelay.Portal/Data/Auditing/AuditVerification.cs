using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Auditing;

/// <summary>What a look at the whole trail found.</summary>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Problems">In sentences, the first <see cref="MostProblems"/>; empty when the trail is whole.</param>
internal sealed record AuditVerification(long Entries, IReadOnlyList<string> Problems)
{
    /// <summary>One entry put in the wrong place makes several; more would hide the first.</summary>
    public const int MostProblems = 20;

    /// <summary>Of the entry that a start adds which finds a trail and no head beside it.</summary>
    public const string HeadMissing = "audit-head-missing";

    /// <summary>Reads every entry in order, and holds the end against the head outside the database.</summary>
    public static async Task<AuditVerification> OfAsync(PortalDatabase database, CancellationToken cancel = default)
    {
        await using var work = database.Begin(null);
        await work.Db.Database.OpenConnectionAsync(cancel);
        await using var command = work.Db.Database.GetDbConnection().CreateCommand();
        // Read before the trail, which may grow meanwhile: then it has what the file says all the same.
        var noted = database.Trail.NotedHead();
        var chain = new AuditChain(database.Vault);
        var problems = new List<string>();
        var (before, count, isNotedThere) = (AuditHead.None, 0L, noted is null or { Number: 0 });
        await foreach (var entry in AuditRows.ReadAsync(command, cancel))
        {
            count++;
            if (entry.Number != before.Number + 1) Add(entry.Number == before.Number + 2 ? $"Entry {before.Number + 1} is missing." : $"Entries {before.Number + 1} to {entry.Number - 1} are missing.");
            // Behind a gap an entry can't be judged: what it follows from is gone.
            else if (!chain.HashOf(before.Hash, entry).AsSpan().SequenceEqual(entry.Hash)) Add($"Entry {entry.Number} was changed or moved: it doesn't follow from the one before.");
            if (entry.Why == "program/" + HeadMissing)
                Add($"When the program started on {entry.At:uuuu-MM-dd}, audit-head was missing or damaged beside {entry.Number - 1} entries: whether the trail's end was cut before that can't be told.");
            if (entry.Number == noted?.Number) isNotedThere = entry.Hash.AsSpan().SequenceEqual(noted.Hash);
            before = new AuditHead(entry.Number, entry.Hash);
        }

        if (noted is null && count > 0) Add("The file audit-head is missing or damaged: whether the trail's end was cut can't be told.");
        if (!isNotedThere)
        {
            Add(noted!.Number > before.Number
                ? $"The trail was cut: it ends at entry {before.Number}, and audit-head says that entry {noted.Number} was there."
                : $"Entry {noted.Number} is not the one that audit-head says.");
        }

        return new AuditVerification(count, problems);

        void Add(string problem)
        {
            if (problems.Count < MostProblems) problems.Add(problem);
        }
    }
}
