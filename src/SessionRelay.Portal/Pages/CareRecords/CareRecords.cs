using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Pages.Client;

namespace SessionRelay.Portal.Pages.CareRecords;

/// <summary>Whose the records of care are.</summary>
internal static class CareRecordsSetup
{
    public static void AddCarePages(this IServiceCollection services)
    {
        services.AddCare();
        services.AddScoped<IMine<CareClient>, MyClients>();
        services.AddScoped<IMine<MatchProposal>, MyProposals>();
        services.AddScoped<IMine<HouseMove>, MyMoves>();
        services.AddScoped<IMine<Referral>, IntakeReferrals>();
    }

    public static PortalRole RolesOf(ClaimsPrincipal person) => PortalRoles.All.Where(person.IsInRole).Aggregate(PortalRole.None, (roles, name) => roles | PortalRoles.Parse(name));

    public static bool IsIntake(ClaimsPrincipal person) => person.IsInRole(PortalRoles.Intake) || person.IsInRole(PortalRoles.Owner);
}

/// <summary>A client, for staff.</summary>
internal sealed class MyClients(CarePeople people) : IMine<CareClient>
{
    public async Task<CareClient?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel) =>
        await people.SeenAsync(PortalRoles.IdOf(person), CareRecordsSetup.RolesOf(person), id, cancel) is { } client ? new CareClient(client) : null;
}

/// <summary>A therapist proposed to this client, and shown to them.</summary>
internal sealed class MyProposals(UnitOfWork work, ClientSide own) : IMine<MatchProposal>
{
    public async Task<MatchProposal?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel)
    {
        if (await work.Db.MatchProposals.SingleOrDefaultAsync(proposal => proposal.Id == id && proposal.State != ProposalState.Proposed, cancel) is not { } found) return null;
        return await own.IsInOwnCareAsync(person, found.ClientId, cancel) ? found : null;
    }
}

/// <summary>A move: of the client who told of it; intake sees each.</summary>
internal sealed class MyMoves(UnitOfWork work, ClientSide own) : IMine<HouseMove>
{
    public async Task<HouseMove?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel)
    {
        if (await work.Db.HouseMoves.SingleOrDefaultAsync(move => move.Id == id, cancel) is not { } found) return null;
        if (CareRecordsSetup.IsIntake(person)) return found;
        return await own.IsInOwnCareAsync(person, found.ClientId, cancel) ? found : null;
    }
}

/// <summary>A referral, for those who work it.</summary>
internal sealed class IntakeReferrals(UnitOfWork work) : IMine<Referral>
{
    public async Task<Referral?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel) =>
        CareRecordsSetup.IsIntake(person) ? await work.Db.Referrals.SingleOrDefaultAsync(referral => referral.Id == id, cancel) : null;
}
