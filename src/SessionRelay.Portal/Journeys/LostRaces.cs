using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using NodaTime;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys;

/// <summary>Something that a form changes beside the columns of its first record: rows of other tables, under one name. Its changes raise that record's version.</summary>
/// <param name="Name">As a property is named: <c>WelcomeText</c> is read as "welcome text".</param>
/// <param name="Value">All of it, in an order that doesn't depend on the database; null when there is none.</param>
internal sealed record FormPart(string Name, string? Value);

/// <summary>Somebody else was first; nothing was saved.</summary>
/// <param name="Who">A sentence: who changed what, and when.</param>
/// <param name="Stamp">Of what is there now, so that pressing again saves over it knowingly; empty when it is gone.</param>
internal sealed record LostRace(string Who, string Stamp)
{
    public string Words => Stamp.Length == 0 ? Who : Who + " Nothing of yours was saved yet. Save again to put yours in its place, or open the page anew to see theirs.";
}

/// <summary>Saves what a form changed, if nobody else has changed it since the form was opened; else says who changed what.</summary>
internal sealed class LostRaces(UnitOfWork work)
{
    private const int HashLength = 8; // hexadecimal digits of a field's keyed hash: enough to see that it differs, and nothing to read back

    /// <summary>Between the stamps of two records.</summary>
    private const char Between = '|';

    private static readonly string[] Bookkeeping = [nameof(Entity.Id), nameof(Entity.Version), nameof(Entity.ChangedAt), nameof(Entity.ChangedBy)];

    private static readonly string[] Endings = ["Id", "At", "Hash"];

    /// <summary>Stands in the form: each record's version, and of each field so much that a later difference shows. <c>3 Name=1f09c2aa Title=…</c></summary>
    public string StampOf(IReadOnlyList<Entity> records, IReadOnlyList<FormPart>? parts = null) =>
        string.Join(Between, records.Select((record, index) =>
        {
            var entry = work.Db.Entry(record);
            return StampOf(entry.Metadata, record.Version, field => entry.Property(field).CurrentValue, index == 0 ? parts : null);
        }));

    /// <param name="records">Those that the form changes, not saved yet. One whose version rose for what the form doesn't show has lost nothing.</param>
    /// <param name="stamp">From the form; one that can't be read counts as one from before all changes.</param>
    /// <param name="parts">Reads what the form changes beside the first record, as the database has it now.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null when it is saved.</returns>
    public async Task<LostRace?> SaveAsync(IReadOnlyList<Entity> records, string? stamp, Func<CancellationToken, Task<IReadOnlyList<FormPart>>>? parts, CancellationToken cancel)
    {
        var first = work.Db.Entry(records[0]);
        // The parts have no version of their own: the record's is raised with them, so that of two at once one loses.
        if (parts is not null && first.State == EntityState.Unchanged && work.Db.ChangeTracker.HasChanges()) first.Property(nameof(Entity.ChangedAt)).IsModified = true;
        Expect(records, stamp, parts is null ? null : await parts(cancel));
        try
        {
            await work.Db.SaveChangesAsync(cancel);
            return null;
        }
        catch (Exception lost) when (lost is LostRaceException || UniqueKeys.IsViolation(lost))
        {
            return await TellAsync(records, stamp, parts, cancel);
        }
    }

    /// <summary>Lets the next save of these records fail if what the form showed is different now.</summary>
    public void Expect(IReadOnlyList<Entity> records, string? stamp, IReadOnlyList<FormPart>? parts = null)
    {
        var stamps = (stamp ?? "").Split(Between);
        for (var index = 0; index < records.Count; index++)
        {
            var entry = work.Db.Entry(records[index]);
            if (entry.State == EntityState.Added) continue;
            var (version, fields) = Read(stamps.ElementAtOrDefault(index));
            var loaded = entry.Property<int>(nameof(Entity.Version));
            var present = StampOf(entry.Metadata, loaded.OriginalValue, field => entry.OriginalValues[field], index == 0 ? parts : null);
            if (!Read(present).Fields.SequenceEqual(fields)) loaded.OriginalValue = version == loaded.OriginalValue ? -1 : version;
        }
    }

    /// <summary>Who was first. What was not saved is forgotten by the unit of work.</summary>
    public async Task<LostRace> TellAsync(IReadOnlyList<Entity> records, string? stamp, Func<CancellationToken, Task<IReadOnlyList<FormPart>>>? parts, CancellationToken cancel)
    {
        var stamps = (stamp ?? "").Split(Between);
        var present = new List<string>();
        var changed = new List<string>();
        (Guid? By, Instant At)? last = null;
        for (var index = 0; index < records.Count; index++)
        {
            var entry = work.Db.Entry(records[index]);
            if (await entry.GetDatabaseValuesAsync(cancel) is not { } now) return Gone();
            var stampNow = StampOf(entry.Metadata, now.GetValue<int>(nameof(Entity.Version)), field => now[field], index == 0 && parts is not null ? await parts(cancel) : null);
            present.Add(stampNow);
            var (was, its) = (Read(stamps.ElementAtOrDefault(index)), Read(stampNow));
            if (records.Count > 1 && was.Version == its.Version && was.Fields.SequenceEqual(its.Fields)) continue;
            changed.AddRange(its.Fields.Except(was.Fields).Select(field => Readable(field[..field.IndexOf('=')])));
            var at = now.GetValue<Instant>(nameof(Entity.ChangedAt));
            if (last is null || last.Value.At < at) last = (now.GetValue<Guid?>(nameof(Entity.ChangedBy)), at);
        }

        work.Db.ChangeTracker.Clear();
        if (last is not { } first) return Gone();
        var what = changed.Count > 0 ? string.Join(", ", changed.Distinct()) : "nothing that is different now";
        return new LostRace($"{await NameAsync(first.By, cancel)} changed this {Ago(first.At)}: {what}.", string.Join(Between, present));

        LostRace Gone()
        {
            work.Db.ChangeTracker.Clear();
            return new LostRace("This was removed while you wrote. Nothing of yours was saved.", "");
        }
    }

    /// <summary>Of whoever wrote a row last, for staff to read.</summary>
    public async Task<string> NameAsync(Guid? userId, CancellationToken cancel) => userId is { } by
        ? (await work.Db.Staff.AsNoTracking().FirstOrDefaultAsync(member => member.UserId == by, cancel))?.Name.Value ?? "Somebody else"
        : "The program";

    /// <summary>"5 minutes ago".</summary>
    public string Ago(Instant at)
    {
        var minutes = (int)(work.Database.Clock.GetCurrentInstant() - at).TotalMinutes;
        return minutes < 1 ? "a moment ago" : minutes == 1 ? "a minute ago" : minutes < 120 ? $"{minutes} minutes ago" : "since you opened this page";
    }

    private static (int Version, string[] Fields) Read(string? stamp)
    {
        var parts = (stamp ?? "").Split(' ');
        return (int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1, parts[1..]);
    }

    private string StampOf(IEntityType type, int version, Func<string, object?> read, IReadOnlyList<FormPart>? parts) => string.Join(' ',
    [
        version.ToString(CultureInfo.InvariantCulture),
        .. type.GetProperties().Where(property => !Bookkeeping.Contains(property.Name)).Select(property => $"{property.Name}={Hash(property.Name, Stored(property, read(property.Name)))}"),
        .. (parts ?? []).Select(part => $"{part.Name}={Hash(part.Name, part.Value ?? "")}"),
    ]);

    private static string Stored(IProperty property, object? value)
    {
        var stored = value is null ? null : property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;
        return stored is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(stored, CultureInfo.InvariantCulture) ?? "";
    }

    private string Hash(string name, string text) => work.Vault.Hash("stamp", $"{name}\n{text}")[..HashLength];

    /// <summary><c>CaseloadLimit</c> is read as "caseload limit", <c>AssignedToId</c> as "assigned to".</summary>
    private static string Readable(string field)
    {
        if (Array.Find(Endings, ending => field.EndsWith(ending, StringComparison.Ordinal) && field.Length > ending.Length) is { } ending) field = field[..^ending.Length];
        return string.Concat(field.Select((letter, index) => char.IsUpper(letter) ? (index == 0 ? "" : " ") + char.ToLowerInvariant(letter) : letter.ToString()));
    }
}
