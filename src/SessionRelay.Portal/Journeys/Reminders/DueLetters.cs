using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Reminders;

namespace SessionRelay.Portal.Journeys.Reminders;

internal static class DueLetters
{
    /// <summary>The first messages that are due, in the order of their letters; what else belongs to the last one's letter comes with them.</summary>
    /// <param name="open">Of these.</param>
    /// <param name="now">The moment.</param>
    /// <param name="most">So many, but for the rest of the last letter.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<List<Reminder>> FirstDueAsync(this IQueryable<Reminder> open, Instant now, int most, CancellationToken cancel)
    {
        var due = await open.Where(reminder => reminder.DueAt <= now).OrderBy(reminder => reminder.DueAt).ThenBy(reminder => reminder.MessageId).Take(most).ToListAsync(cancel);
        if (due.Count < most) return due;
        var (last, at) = (due[^1].MessageId, due[^1].DueAt);
        due.RemoveAll(known => known.MessageId == last);
        due.AddRange(await open.Where(reminder => reminder.DueAt == at && reminder.MessageId == last).ToListAsync(cancel));
        return due;
    }
}
