using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.FirstContact;

/// <summary>The insurers that the practice names to visitors.</summary>
internal sealed class InsurerList(UnitOfWork work)
{
    /// <summary>More would be no hint any more.</summary>
    private const int Most = 12;

    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancel) =>
        await work.Db.Insurers.AsNoTracking().Where(insurer => insurer.IsListed).OrderBy(insurer => insurer.Name).Select(insurer => insurer.Name).Take(Most).ToListAsync(cancel);
}
