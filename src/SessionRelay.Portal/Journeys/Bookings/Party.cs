using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Clients;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>Whose care it is, and who of them is signed in.</summary>
/// <param name="Client">The record.</param>
/// <param name="Member">The member of the household who is signed in; null when it is the client.</param>
/// <param name="Household">Everybody who may take part besides the client.</param>
/// <param name="UserId">The sign-in.</param>
internal sealed record Party(Client Client, HouseholdMember? Member, IReadOnlyList<HouseholdMember> Household, Guid UserId)
{
    /// <summary>The zone in which this person reads times.</summary>
    public DateTimeZone Zone => ZoneData.Current.OrUtc(Member?.Zone ?? Client.Zone);

    /// <summary>A partner or one of the family sees what they take part in; the client, and a guardian for a teen, all.</summary>
    public bool MaySee(Booking booking) =>
        booking.ClientId == Client.Id
        && (Member is null or { Role: HouseholdRole.Guardian } || booking.Participants.Exists(participant => participant.MemberId == Member.Id));

    /// <summary>Likewise of times that are proposed.</summary>
    public bool MayAnswer(TimeProposal proposal) =>
        proposal.ClientId == Client.Id && (Member is null or { Role: HouseholdRole.Guardian } || proposal.Others.Contains(Member.Id));

    /// <summary>Whose holds are theirs.</summary>
    public string Holder => UserId.ToString();
}

/// <summary>Finds the people behind a sign-in.</summary>
internal sealed class PartyFinder(UnitOfWork work, WhoseCare care)
{
    /// <returns>Null for a sign-in that has no client record yet, or has nothing to do with the one that this request is about.</returns>
    public async Task<Party?> OfUserAsync(Guid userId, CancellationToken cancel)
    {
        if (await care.OfAsync(userId, cancel) is not var (clientId, member)) return null;
        var client = await work.Db.Clients.SingleAsync(known => known.Id == clientId, cancel);
        return new Party(client, member, await HouseholdAsync(client.Id, cancel), userId);
    }

    public Task<List<HouseholdMember>> HouseholdAsync(Guid clientId, CancellationToken cancel) =>
        work.Db.HouseholdMembers.Where(known => known.ClientId == clientId && known.Role != HouseholdRole.FormerGuardian).OrderBy(known => known.Id).ToListAsync(cancel);

    /// <returns>Null for somebody who doesn't work here.</returns>
    public Task<StaffMember?> StaffOfUserAsync(Guid userId, CancellationToken cancel) =>
        work.Db.Staff.FirstOrDefaultAsync(known => known.UserId == userId && known.IsActive, cancel);
}
