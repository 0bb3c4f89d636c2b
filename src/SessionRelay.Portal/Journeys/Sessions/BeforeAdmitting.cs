using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>What a therapist must know before they let somebody in.</summary>
/// <param name="MissingConsents">Not signed in their present edition by all who must.</param>
/// <param name="Unlicensed">Where people said they are and no licence of the therapist holds.</param>
/// <param name="HasOpenFlag">Somebody flagged danger and nobody has looked at it yet.</param>
/// <param name="Checks">What each said last, by participant.</param>
internal sealed record AdmitWarnings(
    IReadOnlyList<ConsentKind> MissingConsents, IReadOnlyList<Region> Unlicensed, bool HasOpenFlag, IReadOnlyDictionary<Guid, JoinCheck> Checks)
{
    public bool IsEmpty => MissingConsents.Count == 0 && Unlicensed.Count == 0 && !HasOpenFlag;
}

/// <summary>Asks the database for them.</summary>
internal sealed class BeforeAdmitting(UnitOfWork work)
{
    public async Task<AdmitWarnings> OfAsync(Booking booking, Client client, CancellationToken cancel)
    {
        var checks = await work.Db.JoinChecks.AsNoTracking().Where(check => check.BookingId == booking.Id).ToListAsync(cancel);
        var last = checks.GroupBy(check => check.ParticipantId).ToDictionary(of => of.Key, of => of.MaxBy(check => check.At)!);
        return new AdmitWarnings(
            await MissingConsentsAsync(client, cancel),
            [.. last.Values.Where(check => check.IsUnlicensed).Select(check => check.Region).Distinct()],
            client.HasOpenFlag || await work.Db.SafetyFlags.AnyAsync(flag => flag.ClientId == client.Id && flag.SeenAt == null, cancel),
            last);
    }

    /// <summary>Kinds whose present edition the client hasn't signed; of a teen's, also those that no guardian has.</summary>
    public async Task<IReadOnlyList<ConsentKind>> MissingConsentsAsync(Client client, CancellationToken cancel)
    {
        var present = await work.Db.ConsentDocuments.AsNoTracking().Where(document => document.ReplacedAt == null).ToListAsync(cancel);
        var signed = await work.Db.ConsentSignatures.AsNoTracking().Where(signature => signature.ClientId == client.Id).ToListAsync(cancel);
        var guardians = client.Population == Population.Teen
            ? await work.Db.HouseholdMembers.AsNoTracking().Where(member => member.ClientId == client.Id && member.Role == HouseholdRole.Guardian).Select(member => member.Id).ToListAsync(cancel)
            : null;
        var missing = new List<ConsentKind>();
        foreach (var kind in Enum.GetValues<ConsentKind>())
        {
            // Who has signed the present edition in any language has signed it. What the practice has not put in force can't be signed, and is missing all the same.
            var editions = present.Where(document => document.Kind == kind).Select(document => document.Id).ToHashSet();
            var by = signed.Where(signature => editions.Contains(signature.DocumentId)).Select(signature => signature.MemberId).ToList();
            if (!by.Contains(null) || (guardians is not null && !by.Exists(member => member is { } id && guardians.Contains(id)))) missing.Add(kind);
        }

        return missing;
    }
}
