using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Care;

/// <summary>Where a client is at a moment, with the moves that they have told of.</summary>
internal sealed class ClientPlaces(UnitOfWork work)
{
    /// <summary>A move that could not be applied for so long is not applied any more: somebody may have set the region otherwise since.</summary>
    private static readonly Period Stale = Period.FromDays(7);

    public static ClientPlace Now(Client client) => new(client.Region, ZoneOf(client.Zone));

    public static DateTimeZone ZoneOf(string id) => ZoneData.Current.OrUtc(id);

    public async Task<ClientPlace> AtAsync(Client client, Instant moment, CancellationToken cancel) =>
        await PendingAsync(client, cancel) is { } move && move.On <= moment.InZone(ZoneOf(move.ToZone)).Date ? new ClientPlace(move.ToRegion, ZoneOf(move.ToZone)) : Now(client);

    /// <summary>The move that is told and not yet applied.</summary>
    public async Task<HouseMove?> PendingAsync(Client client, CancellationToken cancel)
    {
        var move = await work.Db.HouseMoves.AsNoTracking().Where(known => known.ClientId == client.Id).OrderByDescending(known => known.ToldAt).FirstOrDefaultAsync(cancel);
        if (move is null || move.FromRegion != client.Region) return null;
        var today = work.Database.Clock.GetCurrentInstant().InZone(ZoneOf(move.ToZone)).Date;
        return move.On > today - Stale ? move : null;
    }

    /// <summary>From its date on, the client's region and zone are those of the move.</summary>
    /// <returns>How many clients have moved.</returns>
    public async Task<int> ApplyDueAsync(CancellationToken cancel)
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var (from, to) = (now.InUtc().Date - Stale, now.InUtc().Date.PlusDays(1));
        var ids = (await work.Db.HouseMoves.AsNoTracking().Where(move => move.On >= from && move.On <= to).ToListAsync(cancel)).Select(move => move.ClientId).Distinct().ToList();
        var moved = 0;
        foreach (var client in await work.Db.Clients.Where(client => ids.Contains(client.Id)).ToListAsync(cancel))
        {
            if (await PendingAsync(client, cancel) is not { } move || move.On > now.InZone(ZoneOf(move.ToZone)).Date) continue;
            (client.Region, client.Zone) = (move.ToRegion, move.ToZone);
            moved++;
        }

        await work.Db.SaveChangesAsync(cancel);
        return moved;
    }
}
