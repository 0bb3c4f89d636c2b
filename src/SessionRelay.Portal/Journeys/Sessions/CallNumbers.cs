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

    /// <summary>What somebody said last before their session; null before they have said anything.</summary>
    public Task<JoinCheck?> SaidAsync(Guid participantId, CancellationToken cancel) =>
        work.Db.JoinChecks.AsNoTracking().Where(check => check.ParticipantId == participantId).OrderByDescending(check => check.At).FirstOrDefaultAsync(cancel);

    /// <summary>For a session.</summary>
    /// <param name="said">What they said last before it; null when nothing.</param>
    /// <param name="client">Whose session it is.</param>
    /// <param name="member">Who takes part, when it is not the client.</param>
    /// <returns>E.164; null when there is none that somebody answers.</returns>
    public string? Of(JoinCheck? said, Client client, HouseholdMember? member) =>
        said?.CallbackNumber.Value ?? PhoneNumber.Normalise((member is null ? client.Phone : member.Phone)?.Value, Country);

    public string? Of(JoinCheck? said, JoinTarget target) => Of(said, target.Client, target.Member);

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
