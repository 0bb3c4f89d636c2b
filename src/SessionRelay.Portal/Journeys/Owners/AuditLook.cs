using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Auditing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>What of the trail is to be shown.</summary>
/// <param name="ClientId">Whose data; null for all.</param>
/// <param name="ActorId">By whom; null for all.</param>
/// <param name="Action">What was done; null for all.</param>
/// <param name="Before">Entries below this number; null for the newest.</param>
internal sealed record AuditQuestion(Guid? ClientId, Guid? ActorId, AuditAction? Action, long? Before);

/// <summary>A page of the trail, newest first.</summary>
/// <param name="Entries">At most <see cref="AuditLook.PageLength"/>.</param>
/// <param name="Names">Of staff who acted, by user id.</param>
/// <param name="Older">The number to ask before for the next page; null at the end.</param>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, IReadOnlyDictionary<Guid, string> Names, long? Older);

/// <summary>Reads the trail for the owner. Who reads it stands in it afterwards: the trail tells much of a client, too.</summary>
internal sealed class AuditLook(UnitOfWork work)
{
    public const int PageLength = 50;

    public async Task<AuditPage> ReadAsync(AuditQuestion asked, CancellationToken cancel)
    {
        var found = work.Db.AuditTrail.AsNoTracking();
        if (asked.ClientId is { } client) found = found.Where(entry => entry.ClientId == client);
        if (asked.ActorId is { } actor) found = found.Where(entry => entry.ActorId == actor);
        if (asked.Action is { } action) found = found.Where(entry => entry.Action == action);
        if (asked.Before is { } before) found = found.Where(entry => entry.Number < before);
        var entries = await found.OrderByDescending(entry => entry.Number).Take(PageLength + 1).ToListAsync(cancel);
        var shown = entries.Take(PageLength).ToList();
        if (shown.Count == 0) work.Notes.Ask(work.Person!, "AuditTrail");
        else work.Notes.Row(work.Person!, "AuditTrail", asked.ClientId, $"{shown[^1].Number}-{shown[0].Number}");
        return new AuditPage(shown, await NamesAsync(cancel), entries.Count > PageLength ? shown[^1].Number : null);
    }

    /// <summary>The client of this address.</summary>
    public async Task<Guid?> ClientOfAsync(string address, CancellationToken cancel)
    {
        var hash = work.Vault.EmailHash(address);
        return await work.Db.Clients.Where(client => client.EmailHash == hash).Select(client => (Guid?)client.Id).FirstOrDefaultAsync(cancel);
    }

    private async Task<Dictionary<Guid, string>> NamesAsync(CancellationToken cancel) =>
        (await work.Db.Staff.AsNoTracking().Where(member => member.UserId != null).ToListAsync(cancel)).ToDictionary(member => member.UserId!.Value, member => member.Name.Value);
}
