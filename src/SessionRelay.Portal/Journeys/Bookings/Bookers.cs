using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>Somebody who is asked about times.</summary>
/// <param name="Address">Their e-mail.</param>
/// <param name="Zone">In which they read times.</param>
/// <param name="IsGuardian">It is about somebody in their care.</param>
internal sealed record Booker(string Address, DateTimeZone Zone, bool IsGuardian)
{
    public override string ToString() => nameof(Booker); // an address
}

/// <summary>Who books for a client, and so is asked when there is a time to take: of a teen the guardians who can sign in, else the client.</summary>
internal sealed class Bookers(UnitOfWork work)
{
    /// <returns>Empty when nobody of them has an address.</returns>
    public async Task<IReadOnlyList<Booker>> OfAsync(Client client, CancellationToken cancel)
    {
        if (client.Population == Population.Teen)
        {
            var guardians = await work.Db.HouseholdMembers
                .Where(member => member.ClientId == client.Id && member.Role == HouseholdRole.Guardian && member.UserId != null && member.EmailHash != null)
                .OrderBy(member => member.Id).ToListAsync(cancel);
            if (guardians.Count > 0) return [.. guardians.Select(guardian => new Booker(guardian.Email!.Value, ZoneData.Current.OrUtc(guardian.Zone), IsGuardian: true))];
        }

        return client.Email is { } own ? [new Booker(own.Value, ZoneData.Current.OrUtc(client.Zone), IsGuardian: false)] : [];
    }
}
