using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Practice;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>The numbers that people are called at: what they said before a session, else what is on record.</summary>
internal sealed class CallNumbers(UnitOfWork work, IPracticeFacts facts)
{
    private const string DefaultCountry = "US";

    /// <summary>Where a number without a country code belongs: ISO 3166-1.</summary>
    public string Country => facts.Current.Country ?? DefaultCountry;

    /// <summary>For this session.</summary>
    /// <returns>E.164; null when there is none that somebody answers.</returns>
    public async Task<string?> OfAsync(BookingParticipant participant, Client client, HouseholdMember? member, CancellationToken cancel)
    {
        var said = await work.Db.JoinChecks.AsNoTracking().Where(check => check.ParticipantId == participant.Id).OrderByDescending(check => check.At).FirstOrDefaultAsync(cancel);
        return said?.CallbackNumber.Value ?? PhoneNumber.Normalise((member is null ? client.Phone : member.Phone)?.Value, Country);
    }

    public Task<string?> OfAsync(JoinTarget target, CancellationToken cancel) => OfAsync(target.Participant, target.Client, target.Member, cancel);

    /// <summary>Puts another one on the record of the person whose place it is.</summary>
    /// <param name="target">Their place; its client and member are tracked.</param>
    /// <param name="number">E.164.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task ChangeAsync(JoinTarget target, string number, CancellationToken cancel)
    {
        var hash = work.Vault.PhoneHash(number);
        if (target.Member is { } member) (member.Phone, member.PhoneHash) = (number, hash);
        else (target.Client.Phone, target.Client.PhoneHash) = (number, hash);
        await work.Db.SaveChangesAsync(cancel);
    }
}
