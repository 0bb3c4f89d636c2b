using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Consents;

/// <summary>The documents that clients sign, by edition.</summary>
internal sealed class ConsentLibrary(UnitOfWork work)
{
    public const string DefaultLanguage = "en";

    /// <summary>The edition of each kind that holds now, in the client's language where there is one.</summary>
    public async Task<IReadOnlyList<ConsentDocument>> CurrentAsync(string language, CancellationToken cancel)
    {
        var current = await work.Db.ConsentDocuments
            .Where(document => document.ReplacedAt == null && (document.Language == language || document.Language == DefaultLanguage))
            .ToListAsync(cancel);
        return
        [
            .. Enum.GetValues<ConsentKind>()
                .Select(kind => current.Where(document => document.Kind == kind).OrderByDescending(document => document.Language == language).ThenByDescending(document => document.Edition).FirstOrDefault())
                .OfType<ConsentDocument>(),
        ];
    }

    /// <summary>Publishes a new edition: everybody is asked again.</summary>
    public async Task<ConsentDocument> PublishAsync(ConsentKind kind, string language, string title, string text, CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var earlier = await work.Db.ConsentDocuments.Where(document => document.Kind == kind && document.Language == language).ToListAsync(cancel);
        foreach (var document in earlier) document.ReplacedAt ??= now;
        var edition = new ConsentDocument
        {
            Kind = kind,
            Edition = earlier.Select(document => document.Edition).DefaultIfEmpty().Max() + 1,
            Language = language,
            Title = title,
            Text = text,
            PublishedAt = now,
        };
        work.Db.ConsentDocuments.Add(edition);
        await work.Db.SaveChangesAsync(cancel);
        return edition;
    }

    /// <summary>Where a practice has no document of a kind yet, it begins with a plain one.</summary>
    public async Task BeginAsync(CancellationToken cancel)
    {
        foreach (var (kind, title, text) in FirstEditions.All)
        {
            if (await work.Db.ConsentDocuments.AnyAsync(document => document.Kind == kind, cancel)) continue;
            try
            {
                await PublishAsync(kind, DefaultLanguage, title, text, cancel);
            }
            catch (DbUpdateException raced) when (UniqueKeys.IsViolation(raced))
            {
                work.Db.ChangeTracker.Clear(); // another node of this practice was quicker
            }
        }
    }
}
