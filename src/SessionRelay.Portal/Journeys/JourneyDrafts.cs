using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Drafts;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys;

/// <summary>Drafts in the database, sealed.</summary>
internal sealed class JourneyDrafts(UnitOfWork work) : IJourneyDrafts
{
    private Instant Now => work.Database.Clock.GetCurrentInstant();

    public async Task<T?> FindAsync<T>(DraftOwner owner, string journey, CancellationToken cancel)
        where T : class
    {
        if (await RowAsync(owner, journey, cancel) is not { } row || row.ExpiresAt <= Now) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(row.Content.Value, DraftJson.Options);
        }
        catch (JsonException)
        {
            return null; // written by an earlier version of the journey
        }
    }

    public async Task SaveAsync<T>(DraftOwner owner, string journey, T draft, CancellationToken cancel)
        where T : class
    {
        var content = JsonSerializer.Serialize(draft, DraftJson.Options);
        var expires = Now + Duration.FromTimeSpan(IJourneyDrafts.Lifetime);
        if (await RowAsync(owner, journey, cancel) is { } row)
        {
            row.Content = content;
            row.ExpiresAt = expires;
        }
        else
        {
            work.Db.JourneyDrafts.Add(new JourneyDraft { Owner = owner.Key, Journey = journey, Step = "", Content = content, ExpiresAt = expires });
        }

        await work.Db.SaveChangesAsync(cancel);
    }

    public async Task DiscardAsync(DraftOwner owner, string journey, CancellationToken cancel)
    {
        if (await RowAsync(owner, journey, cancel) is not { } row) return;
        work.Db.JourneyDrafts.Remove(row);
        await work.Db.SaveChangesAsync(cancel);
    }

    private Task<JourneyDraft?> RowAsync(DraftOwner owner, string journey, CancellationToken cancel) =>
        work.Db.JourneyDrafts.SingleOrDefaultAsync(row => row.Owner == owner.Key && row.Journey == journey, cancel);
}
