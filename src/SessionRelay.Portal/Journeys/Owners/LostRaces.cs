using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>Saves what a form changed, if nobody else has changed it since the form was opened; else says who changed what.</summary>
internal sealed class LostRaces(UnitOfWork work)
{
    private const int HashLength = 8; // hexadecimal digits of a field's keyed hash: enough to see that it differs, and nothing to read back

    private static readonly string[] Bookkeeping = [nameof(Entity.Id), nameof(Entity.Version), nameof(Entity.ChangedAt), nameof(Entity.ChangedBy)];

    /// <summary>Stands in the form: the record's version, and of each field so much that a later difference shows. <c>3 Name=1f09c2aa Title=…</c></summary>
    public string StampOf(Entity record)
    {
        var entry = work.Db.Entry(record);
        return StampOf(entry.Metadata, record.Version, field => entry.Property(field).CurrentValue);
    }

    /// <param name="record">Changed, and not saved yet.</param>
    /// <param name="stamp">From the form; one that can't be read counts as one from before all changes.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null when it is saved; else what to say, and the stamp of what is there now, so that pressing again saves over it knowingly.</returns>
    public async Task<(string Words, string Stamp)?> SaveAsync(Entity record, string? stamp, CancellationToken cancel)
    {
        var parts = (stamp ?? "").Split(' ');
        var entry = work.Db.Entry(record);
        if (entry.State != EntityState.Added)
            entry.Property(nameof(Entity.Version)).OriginalValue = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
        try
        {
            await work.Db.SaveChangesAsync(cancel);
            return null;
        }
        catch (LostRaceException lost)
        {
            var now = await entry.GetDatabaseValuesAsync(cancel);
            var present = now is null ? "" : StampOf(entry.Metadata, now.GetValue<int>(nameof(Entity.Version)), field => now[field]);
            string[] changed = [.. present.Split(' ').Skip(1).Except(parts).Select(part => Readable(part[..part.IndexOf('=')]))];
            work.Db.ChangeTracker.Clear();
            return (await WordsAsync(lost, changed, cancel), present);
        }
    }

    private string StampOf(IEntityType type, int version, Func<string, object?> read) => string.Join(' ',
    [
        version.ToString(CultureInfo.InvariantCulture),
        .. type.GetProperties().Where(property => !Bookkeeping.Contains(property.Name)).Select(property => $"{property.Name}={Hash(property, read(property.Name))}"),
    ]);

    private string Hash(IProperty property, object? value)
    {
        var stored = value is null ? null : property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;
        var text = stored is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(stored, CultureInfo.InvariantCulture) ?? "";
        return work.Vault.Hash("stamp", $"{property.Name}\n{text}")[..HashLength];
    }

    private async Task<string> WordsAsync(LostRaceException lost, IReadOnlyList<string> changed, CancellationToken cancel)
    {
        if (lost.At is not { } at) return "This was removed while you wrote. Nothing of yours was saved.";
        var name = lost.By is { } by
            ? (await work.Db.Staff.AsNoTracking().FirstOrDefaultAsync(member => member.UserId == by, cancel))?.Name.Value ?? "Somebody else"
            : "The program";
        var ago = (int)(work.Database.Clock.GetCurrentInstant() - at).TotalMinutes;
        var when = ago < 1 ? "a moment ago" : ago == 1 ? "a minute ago" : ago < 120 ? $"{ago} minutes ago" : "since you opened this page";
        var what = changed.Count > 0 ? string.Join(", ", changed) : "nothing that is different now";
        return $"{name} changed this {when}: {what}. Nothing of yours was saved yet. Save again to put yours in its place, or open the page anew to see theirs.";
    }

    /// <summary><c>CaseloadLimit</c> is read as "caseload limit".</summary>
    private static string Readable(string field) =>
        string.Concat(field.Select((letter, index) => char.IsUpper(letter) ? (index == 0 ? "" : " ") + char.ToLowerInvariant(letter) : letter.ToString()));
}
