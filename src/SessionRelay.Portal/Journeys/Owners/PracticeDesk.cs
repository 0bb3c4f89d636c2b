using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>The practice's own record and texts, to be changed.</summary>
internal sealed class PracticeDesk(UnitOfWork work)
{
    private const string English = "en";

    /// <summary>The record; of a new practice one that is added with the next save.</summary>
    public async Task<PracticeProfile> ProfileAsync(CancellationToken cancel)
    {
        if (await work.Db.Practice.SingleOrDefaultAsync(practice => practice.Id == PracticeProfile.TheOne, cancel) is { } known) return known;
        var fresh = new PracticeProfile { Id = PracticeProfile.TheOne, Name = PracticeFacts.Default.Name, Country = "US", Zone = PracticeFacts.Default.Zone };
        work.Db.Add(fresh);
        return fresh;
    }

    public async Task<string?> TextAsync(string place, CancellationToken cancel) =>
        (await work.Db.PracticeTexts.AsNoTracking().SingleOrDefaultAsync(text => text.Place == place && text.Language == English, cancel))?.Text;

    /// <summary>Says it from the next save on; an empty text is none.</summary>
    public async Task SayAsync(string place, string? words, CancellationToken cancel)
    {
        var text = await work.Db.PracticeTexts.SingleOrDefaultAsync(known => known.Place == place && known.Language == English, cancel);
        var said = string.IsNullOrWhiteSpace(words) ? null : words.Trim().ReplaceLineEndings("\n");
        if (text is not null && said is null) work.Db.Remove(text);
        else if (text is not null && text.Text != said) text.Text = said!;
        else if (text is null && said is not null) work.Db.Add(new PracticeText { Place = place, Language = English, Text = said });
    }
}
