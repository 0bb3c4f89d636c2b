using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>Saves what a form changed, if nobody else has changed it since the form was opened; else says who changed what.</summary>
internal sealed class LostRaces(UnitOfWork work)
{
    /// <param name="record">Changed, and not saved yet.</param>
    /// <param name="version">The version that the form was made from.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null when it is saved; else what to say, and the version that is there now, so that pressing again saves over it knowingly.</returns>
    public async Task<(string Words, int Version)?> SaveAsync(Entity record, int version, CancellationToken cancel)
    {
        work.Db.Entry(record).Property(nameof(Entity.Version)).OriginalValue = version;
        try
        {
            await work.Db.SaveChangesAsync(cancel);
            return null;
        }
        catch (LostRaceException lost)
        {
            var now = await work.Db.Entry(record).GetDatabaseValuesAsync(cancel);
            work.Db.ChangeTracker.Clear();
            return (await WordsAsync(lost, cancel), now?.GetValue<int>(nameof(Entity.Version)) ?? version);
        }
    }

    private async Task<string> WordsAsync(LostRaceException lost, CancellationToken cancel)
    {
        if (lost.At is not { } at) return "This was removed while you wrote. Nothing of yours was saved.";
        var name = lost.By is { } by
            ? (await work.Db.Staff.AsNoTracking().FirstOrDefaultAsync(member => member.UserId == by, cancel))?.Name.Value ?? "Somebody else"
            : "The program";
        var ago = (int)(work.Database.Clock.GetCurrentInstant() - at).TotalMinutes;
        var when = ago < 1 ? "a moment ago" : ago == 1 ? "a minute ago" : ago < 120 ? $"{ago} minutes ago" : "since you opened this page";
        return $"{name} changed this {when}: {string.Join(", ", lost.Fields.Select(Readable))}. Nothing of yours was saved yet. Save again to put yours in its place, or open the page anew to see theirs.";
    }

    /// <summary><c>CaseloadLimit</c> is read as "caseload limit".</summary>
    private static string Readable(string field) =>
        string.Concat(field.Select((letter, index) => char.IsUpper(letter) ? (index == 0 ? "" : " ") + char.ToLowerInvariant(letter) : letter.ToString()));
}
