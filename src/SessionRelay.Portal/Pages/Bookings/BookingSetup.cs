using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Hours;
using SessionRelay.Portal.Pages.Client;
using SessionRelay.Portal.Pages.Client.Bookings;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Bookings;

/// <summary>Brings the calendars into the host: hours, bookings, earlier times, calendars elsewhere.</summary>
internal static class BookingSetup
{
    public static void AddBooking(this IServiceCollection services)
    {
        services.AddScoped<Journeys.Clients.WhoseCare>();
        services.AddScoped<PartyFinder>();
        services.AddScoped<ClientSide>();
        services.AddScoped<DeclinedLetters>();
        services.AddScoped<Journeys.Clients.NewSignIns>();
        services.AddScoped<Journeys.Clients.Guardians>();
        services.AddScoped<Journeys.Clients.Households>();
        services.AddScoped<Journeys.Clients.HouseholdChanges>();
        services.AddScoped<BookingDesk>();
        services.AddScoped<BookingLists>();
        services.AddScoped<EarlierTimes>();
        services.AddScoped<ProposalLetters>();
        services.AddScoped<TimeProposals>();
        services.AddScoped<HoursDesk>();
        services.AddScoped<ZoneDataWatch>();
        services.AddSingleton<IOfferLinks, OfferLinks>();
        services.AddScoped<IMine<Booking>, MyBookings>();
        services.AddScoped<IMine<EarlierTimeOffer>, MyOffers>();
        services.AddScoped<IMine<TimeProposal>, MyProposals>();
        services.AddScoped<IMine<Data.Clients.Client>, MyClients>();
        services.AddScoped<IMine<Data.Clients.HouseholdMember>, MyHouseholds>();
        services.AddOutsideCalendars();
        services.AddHostedService<ZoneDataCheck>();
    }

    private sealed class OfferLinks(PageLinks links) : IOfferLinks
    {
        public string Of(Guid offerId) => links.Absolute<OfferModel>(new { id = offerId });

        public string OfProposal(Guid proposalId) => links.Absolute<ProposalModel>(new { id = proposalId });
    }
}

/// <summary>A client's and household's own, a therapist's own, and all for those who coordinate.</summary>
internal sealed class MyBookings(UnitOfWork work, PartyFinder people, ClientSide own) : IMine<Booking>
{
    public async Task<Booking?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel)
    {
        if (await work.Db.Bookings.Include(booking => booking.Participants).SingleOrDefaultAsync(booking => booking.Id == id, cancel) is not { } found) return null;
        if (person.IsInRole(PortalRoles.Intake) || person.IsInRole(PortalRoles.Owner)) return found;
        if (person.IsInRole(PortalRoles.Therapist) && (await people.StaffOfUserAsync(PortalRoles.IdOf(person), cancel))?.Id == found.TherapistId) return found;
        return (await own.PartyOfAsync(person, found.ClientId, cancel))?.MaySee(found) == true ? found : null;
    }
}

internal sealed class MyOffers(UnitOfWork work, ClientSide own) : IMine<EarlierTimeOffer>
{
    public async Task<EarlierTimeOffer?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel)
    {
        if (await work.Db.EarlierTimeOffers.SingleOrDefaultAsync(offer => offer.Id == id, cancel) is not { } found) return null;
        return (await own.PartyOfAsync(person, found.ClientId, cancel))?.Client.Id == found.ClientId ? found : null;
    }
}

/// <summary>For those who may answer it; staff finds proposals on their own pages.</summary>
internal sealed class MyProposals(UnitOfWork work, ClientSide own) : IMine<TimeProposal>
{
    public async Task<TimeProposal?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel)
    {
        if (await work.Db.TimeProposals.SingleOrDefaultAsync(proposal => proposal.Id == id, cancel) is not { } found) return null;
        return (await own.PartyOfAsync(person, found.ClientId, cancel))?.MayAnswer(found) == true ? found : null;
    }
}

/// <summary>For staff: a therapist's own clients, and all for those who coordinate.</summary>
internal sealed class MyClients(UnitOfWork work, PartyFinder people) : IMine<Data.Clients.Client>
{
    public async Task<Data.Clients.Client?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel)
    {
        if (await work.Db.Clients.SingleOrDefaultAsync(client => client.Id == id, cancel) is not { } found) return null;
        if (person.IsInRole(PortalRoles.Intake) || person.IsInRole(PortalRoles.Owner)) return found;
        return person.IsInRole(PortalRoles.Therapist) && (await people.StaffOfUserAsync(PortalRoles.IdOf(person), cancel)) is { } staff && staff.Id == found.TherapistId ? found : null;
    }
}

/// <summary>Of the clients of <see cref="MyClients"/>; who was a guardian once has no address any more, and is changed by nobody.</summary>
internal sealed class MyHouseholds(UnitOfWork work, IMine<Data.Clients.Client> clients) : IMine<Data.Clients.HouseholdMember>
{
    public async Task<Data.Clients.HouseholdMember?> FindAsync(ClaimsPrincipal person, Guid id, CancellationToken cancel) =>
        await work.Db.HouseholdMembers.SingleOrDefaultAsync(member => member.Id == id && member.Role != Data.Clients.HouseholdRole.FormerGuardian, cancel) is { } found
        && await clients.FindAsync(person, found.ClientId, cancel) is not null ? found : null;
}
