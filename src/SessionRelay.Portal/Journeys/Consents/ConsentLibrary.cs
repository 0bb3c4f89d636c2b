using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Consents;

/// <summary>The documents that clients sign. The owner publishes them: nobody is asked to sign what the practice has not decided on.</summary>
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
}
