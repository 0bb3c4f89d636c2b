using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Clients;

/// <summary>Somebody to take part besides the client.</summary>
/// <param name="Role">Partner or family; of a teen also a further guardian. The first comes with the first contact.</param>
/// <param name="Email">Where their links go.</param>
/// <param name="Zone">IANA.</param>
internal sealed record HouseholdPerson(HouseholdRole Role, string Name, string? Relationship, string Email, string? Phone, Region Region, string Zone)
{
    public override string ToString() => nameof(HouseholdPerson); // a name and an address
}

internal enum HouseholdOutcome
{
    Added,

    /// <summary>The client has this address, or somebody of the household; of a guardian's also anybody who signs in as something else. Each has a link of their own.</summary>
    AddressTaken,
    TooMany,
}

/// <summary>Who belongs to a couple or family, so that they can take part in its sessions. Each is mailed their own links; they need no sign-in, but for a teen's <see cref="Guardians"/>.</summary>
internal sealed class Households(UnitOfWork work, Guardians guardians)
{
    /// <summary>More than sit in one room: who takes part is chosen with each booking.</summary>
    public const int Most = 12;

    public Task<List<HouseholdMember>> OfAsync(Client client, CancellationToken cancel) =>
        work.Db.HouseholdMembers.Where(member => member.ClientId == client.Id).OrderBy(member => member.Id).ToListAsync(cancel);

    public async Task<HouseholdOutcome> AddAsync(Client client, HouseholdPerson person, CancellationToken cancel)
    {
        var household = await OfAsync(client, cancel);
        if (household.Count(member => member.Role != HouseholdRole.FormerGuardian) >= Most) return HouseholdOutcome.TooMany;
        var hash = work.Vault.EmailHash(person.Email);
        if (client.EmailHash == hash || household.Exists(member => member.EmailHash == hash)) return HouseholdOutcome.AddressTaken;
        var added = new HouseholdMember
        {
            ClientId = client.Id,
            Role = person.Role,
            Name = person.Name,
            Relationship = person.Relationship is { } relationship ? new Sealed<string>(relationship) : null,
            Email = person.Email,
            EmailHash = hash,
            Phone = person.Phone is { } phone ? new Sealed<string>(phone) : null,
            PhoneHash = person.Phone is { } number ? work.Vault.PhoneHash(number) : null,
            Region = person.Region,
            Zone = person.Zone,
        };
        if (person.Role == HouseholdRole.Guardian) return await guardians.AddAsync(added, cancel) ? HouseholdOutcome.Added : HouseholdOutcome.AddressTaken;
        work.Db.HouseholdMembers.Add(added);
        await work.Db.SaveChangesAsync(cancel);
        return HouseholdOutcome.Added;
    }

    /// <summary>Takes somebody out who was never booked and never signed: what was written wrongly is written anew.</summary>
    /// <returns>False when they are in a booking, or are a guardian, or aren't there.</returns>
    public async Task<bool> RemoveAsync(Client client, Guid memberId, CancellationToken cancel)
    {
        var member = await work.Db.HouseholdMembers.SingleOrDefaultAsync(known => known.Id == memberId && known.ClientId == client.Id && known.Role != HouseholdRole.Guardian && known.Role != HouseholdRole.FormerGuardian, cancel);
        if (member is null || await work.Db.BookingParticipants.AnyAsync(place => place.MemberId == memberId, cancel)) return false;
        work.Db.HouseholdMembers.Remove(member);
        await work.Db.SaveChangesAsync(cancel);
        return true;
    }
}
